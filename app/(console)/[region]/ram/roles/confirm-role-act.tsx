import { getTranslations } from "next-intl/server";
import { ConfirmAct } from "@/components/ram/lazy";
import { deleteRoleAction, detachPolicyAction } from "@/lib/actions/ram";
import { clientMessages } from "@/lib/i18n/client-messages";

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** The decision about a role that the URL names. */
export async function ConfirmRoleAct({
  roleName: name,
  search,
  closeHref,
  goneHref,
}: {
  roleName: Search[string];
  search: Search;
  closeHref: string;
  goneHref: string;
}) {
  const { dialog, policy, type } = search;
  if (typeof name !== "string" || typeof dialog !== "string") return null;
  const [scope, t] = await Promise.all([clientMessages("ram"), getTranslations("ram")]);
  const common = { scope, closeHref };
  if (dialog === "delete") {
    return (
      <ConfirmAct
        {...common}
        title={t("role.delete")}
        say={t("role.deleteSay")}
        verb={t("role.delete")}
        done={t("role.deleted", { name })}
        typed={name}
        action={deleteRoleAction.bind(null, name)}
        goneHref={goneHref}
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
      action={detachPolicyAction.bind(null, { kind: "role", name }, { policyType, policyName: policy })}
    />
  );
}
