import { getTranslations } from "next-intl/server";
import { ChoosePanel, DescribePanel } from "@/components/ram/lazy";
import { addUsersToGroupAction, attachPoliciesAction, findRamPoliciesAction, findUsersAction } from "@/lib/actions/ram";
import { consoleCtx } from "@/lib/auth/console-context";
import type { GroupDetails } from "@/lib/domain/ram/groups/get-group";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../../../readable";
import { choiceOf, policyChoices } from "../../choices";

const USERS_SHOWN = 50;

/** The panel that the URL names: `?panel=members`. */
export async function OpenGroupPanel({
  group,
  panel,
  closeHref,
}: {
  group: GroupDetails;
  panel: string | string[] | undefined;
  closeHref: string;
}) {
  if (panel === undefined) return null;
  const [scope, t, ctx] = await Promise.all([clientMessages("ram"), getTranslations("ram"), consoleCtx()]);
  const { groupName } = group;
  const common = { scope, closeHref };
  if (panel === "edit") return <DescribePanel {...common} kind="group" name={groupName} comments={group.comments} />;
  if (panel === "attach") {
    return (
      <ChoosePanel
        {...common}
        title={t("attach.title")}
        say={t("attach.say")}
        verb={t("attach.title")}
        done={t("attach.done", { name: groupName })}
        choices={await policyChoices(ctx)}
        taken={group.policies.map(choiceOf)}
        find={findRamPoliciesAction}
        save={attachPoliciesAction.bind(null, { kind: "group", name: groupName })}
      />
    );
  }
  if (panel !== "members") return null;
  const users = await readableOr(listUsers(ctx, { page: { size: USERS_SHOWN } }), { rows: [] });
  return (
    <ChoosePanel
      {...common}
      title={t("group.add")}
      say={t("group.addSay")}
      verb={t("group.add")}
      done={t("group.added", { name: groupName })}
      choices={users.rows.map(({ userName }) => userName)}
      taken={group.members.map(({ userName }) => userName)}
      find={findUsersAction}
      save={addUsersToGroupAction.bind(null, groupName)}
    />
  );
}
