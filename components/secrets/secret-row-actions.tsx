import { useTranslations } from "next-intl";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { secretHref, withQuery } from "./secret-addresses";
import { offers, offersRotation } from "./secret-offers";

/** What the state of a secret and the caller's rights allow (SEC-51, SEC-43, P10); the details page explains what is missing here. */
export function SecretRowActions({ secret, page }: { secret: SecretView; page: string }) {
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const { name } = secret;
  const waits = secret.plannedDeleteAt !== null;
  const restores = waits && offers(secret, "RestoreSecret");
  const deletes = offers(secret, "DeleteSecret");
  const open = (what: { panel?: string; dialog?: string }) => withQuery(page, { ...what, secret: secret.address });
  const sets = secret.type !== "Generic" && offers(secret, "UpdateSecretRotationPolicy") && secret.running === null;
  const policy = !secret.lacking.includes("GetSecretPolicy") && secret.instanceId !== null;
  const more = (
    <>
      {sets && (
        <TextLink href={open({ panel: "rotation" })} scroll={false} className={menuItemClass()}>
          {t("rotation.set")}
        </TextLink>
      )}
      {policy && (
        <TextLink href={`${secretHref(secret.region, secret.address)}#policy`} className={menuItemClass()}>
          {t("details.policy")}
        </TextLink>
      )}
      {restores && (
        <TextLink href={open({ dialog: "restore" })} scroll={false} className={menuItemClass()}>
          {t("restore.verb")}
        </TextLink>
      )}
      {deletes && (
        <TextLink href={open({ dialog: "delete" })} scroll={false} className={menuItemClass({ danger: true })}>
          {waits ? t("delete.title") : t("delete.plan")}
        </TextLink>
      )}
    </>
  );
  return (
    <RowActions name={name} more={(sets || policy || restores || deletes) && more}>
      {!secret.lacking.includes("DescribeSecret") && (
        <TextLink href={secretHref(secret.region, secret.address)}>{common("details")}</TextLink>
      )}
      {secret.type === "Generic" && offers(secret, "PutSecretValue") && (
        <TextLink href={open({ panel: "put" })} scroll={false}>
          {t("put.title")}
        </TextLink>
      )}
      {offersRotation(secret) && (
        <TextLink href={open({ dialog: "rotate" })} scroll={false}>
          {t("rotation.now")}
        </TextLink>
      )}
    </RowActions>
  );
}
