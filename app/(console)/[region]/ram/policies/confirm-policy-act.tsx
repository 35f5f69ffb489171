import { getTranslations } from "next-intl/server";
import { ConfirmAct } from "@/components/ram/lazy";
import { deleteRamPolicyAction } from "@/lib/actions/ram";
import { clientMessages } from "@/lib/i18n/client-messages";

/** The decision about a custom policy that the URL names. */
export async function ConfirmPolicyAct({
  policyName: name,
  dialog,
  closeHref,
  goneHref,
}: {
  policyName: string | string[] | undefined;
  dialog: string | string[] | undefined;
  closeHref: string;
  goneHref: string;
}) {
  if (typeof name !== "string" || dialog !== "delete") return null;
  const [scope, t] = await Promise.all([clientMessages("ram"), getTranslations("ram.policy")]);
  return (
    <ConfirmAct
      scope={scope}
      title={t("delete")}
      say={t("deleteSay")}
      verb={t("delete")}
      done={t("deleted", { name })}
      typed={name}
      action={deleteRamPolicyAction.bind(null, name)}
      closeHref={closeHref}
      goneHref={goneHref}
    />
  );
}
