import { getTranslations } from "next-intl/server";
import { ChoosePanel, CreateAccessKeyDialog, DescribePanel, LoginPanel } from "@/components/ram/lazy";
import { addUserToGroupsAction, attachPoliciesAction, findRamPoliciesAction } from "@/lib/actions/ram";
import { consoleCtx } from "@/lib/auth/console-context";
import { listGroups } from "@/lib/domain/ram/groups/list-groups";
import { GROUPS_MAX } from "@/lib/domain/ram/ram-rules";
import type { UserDetails } from "@/lib/domain/ram/users/get-user";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../../../readable";
import { choiceOf, policyChoices } from "../../choices";

type Named = string | string[] | undefined;

/** The panel that the URL names: `?panel=attach`. */
export async function OpenUserPanel({
  user,
  panel,
  dialog,
  closeHref,
}: {
  user: UserDetails;
  panel: Named;
  dialog: Named;
  closeHref: string;
}) {
  if (panel === undefined && dialog !== "create-access-key") return null;
  const [scope, t, ctx] = await Promise.all([clientMessages("ram"), getTranslations("ram"), consoleCtx()]);
  const { userName, consoleLogin } = user;
  const common = { scope, closeHref };
  if (dialog === "create-access-key") return <CreateAccessKeyDialog {...common} userName={userName} />;
  switch (panel) {
    case "edit": {
      const { displayName, comments } = user;
      return <DescribePanel {...common} kind="user" name={userName} displayName={displayName} comments={comments} />;
    }
    case "login":
      return !consoleLogin && <LoginPanel {...common} userName={userName} exists={false} />;
    case "password":
      return consoleLogin && <LoginPanel {...common} userName={userName} exists />;
    case "attach":
      return (
        <ChoosePanel
          {...common}
          title={t("attach.title")}
          say={t("attach.say")}
          verb={t("attach.title")}
          done={t("attach.done", { name: userName })}
          choices={await policyChoices(ctx)}
          taken={user.policies.map(choiceOf)}
          find={findRamPoliciesAction}
          save={attachPoliciesAction.bind(null, { kind: "user", name: userName })}
        />
      );
    case "join": {
      const groups = await readableOr(listGroups(ctx, { page: { size: GROUPS_MAX } }), { rows: [] });
      return (
        <ChoosePanel
          {...common}
          title={t("user.join")}
          say={t("user.joinSay")}
          verb={t("user.join")}
          done={t("user.joined", { name: userName })}
          choices={groups.rows.map(({ groupName }) => groupName)}
          taken={user.groups.map(({ groupName }) => groupName)}
          save={addUserToGroupsAction.bind(null, userName)}
        />
      );
    }
    default:
      return null;
  }
}
