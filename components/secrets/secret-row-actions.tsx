import { useTranslations } from "next-intl";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { secretHref, withQuery } from "./secret-addresses";

/** What the state of a secret allows (SEC-51, SEC-43); the details page explains what is missing here. */
export function SecretRowActions({ secret, page }: { secret: SecretView; page: string }) {
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const { name, allowed } = secret;
  const waits = secret.plannedDeleteAt !== null;
  const open = (what: { panel?: string; dialog?: string }) => withQuery(page, { ...what, secret: name });
  const more = (
    <>
      {waits && allowed.includes("RestoreSecret") && (
        <TextLink href={open({ dialog: "restore" })} scroll={false} className={menuItemClass()}>
          {t("restore.verb")}
        </TextLink>
      )}
      {allowed.includes("DeleteSecret") && (
        <TextLink href={open({ dialog: "delete" })} scroll={false} className={menuItemClass({ danger: true })}>
          {waits ? t("delete.title") : t("delete.plan")}
        </TextLink>
      )}
    </>
  );
  const hasMore = allowed.includes("DeleteSecret") || (waits && allowed.includes("RestoreSecret"));
  return (
    <RowActions name={name} more={hasMore && more}>
      <TextLink href={secretHref(secret.region, name)}>{common("details")}</TextLink>
      {secret.type === "Generic" && allowed.includes("PutSecretValue") && (
        <TextLink href={open({ panel: "put" })} scroll={false}>
          {t("put.title")}
        </TextLink>
      )}
    </RowActions>
  );
}
