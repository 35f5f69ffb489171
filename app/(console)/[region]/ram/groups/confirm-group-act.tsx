import { getTranslations } from "next-intl/server";
import { ConfirmAct } from "@/components/ram/lazy";
import { deleteGroupAction, detachPolicyAction, removeUserFromGroupAction } from "@/lib/actions/ram";
import { clientMessages } from "@/lib/i18n/client-messages";

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** The decision about a group that the URL names. */
export async function ConfirmGroupAct({
  groupName: name,
  search,
  closeHref,
  goneHref,
}: {
  groupName: Search[string];
  search: Search;
  closeHref: string;
  goneHref: string;
}) {
  const { dialog, user, policy, type } = search;
  if (typeof name !== "string" || typeof dialog !== "string") return null;
  const [scope, t] = await Promise.all([clientMessages("ram"), getTranslations("ram")]);
  const common = { scope, closeHref };
  if (dialog === "delete") {
    return (
      <ConfirmAct
        {...common}
        title={t("group.delete")}
        say={t("group.deleteSay")}
        verb={t("group.delete")}
        done={t("group.deleted", { name })}
        typed={name}
        action={deleteGroupAction.bind(null, name)}
        goneHref={goneHref}
      />
    );
  }
  if (dialog === "remove" && typeof user === "string") {
    return (
      <ConfirmAct
        {...common}
        title={t("group.remove")}
        say={t("group.removeSay", { user, group: name })}
        verb={t("group.remove")}
        done={t("group.removed", { user, group: name })}
        action={removeUserFromGroupAction.bind(null, { groupName: name, userName: user })}
      />
    );
  }
  if (dialog !== "detach" || typeof policy !== "string") return null;
  const policyType = type === "System" ? "System" : "Custom";
  return (
    <ConfirmAct
      {...common}
      title={t("attach.detach")}
      say={t("attach.detachSay", { policy, name })}
      verb={t("attach.detach")}
      done={t("attach.detached", { policy, name })}
      action={detachPolicyAction.bind(null, { kind: "group", name }, { policyType, policyName: policy })}
    />
  );
}
