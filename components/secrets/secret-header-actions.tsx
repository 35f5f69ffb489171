import { useTranslations } from "next-intl";
import { LockedAction } from "@/components/patterns/locked-action";
import { OfferLink } from "@/components/patterns/offer-link";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { SecretDetails } from "@/lib/domain/secrets/describe-secret";
import type { SecretCall } from "@/lib/domain/secrets/secret-state";
import { secretHref } from "./secret-addresses";
import { lackOf, offers, putLack, revealLack } from "./secret-offers";

/** What can be done with a secret (SEC-43, SEC-51); what its state forbids stays, locked, and the notice says why; what the caller has no permission for says so itself (P10). */
export function SecretHeaderActions({
  secret,
  hasValue,
}: {
  secret: SecretDetails;
  /** A managed one has none until it is set up. */
  hasValue: boolean;
}) {
  const t = useTranslations("secrets");
  const open = (query: { panel?: string; dialog?: string }) => secretHref(secret.region, secret.address, query);
  const may = (call: SecretCall) => secret.allowed.includes(call);
  const isGeneric = secret.type === "Generic";
  const waits = secret.plannedDeleteAt !== null;
  const [restores, deletes] = [offers(secret, "RestoreSecret"), offers(secret, "DeleteSecret")];
  const [restoreLack, deleteLack] = [lackOf(secret, "RestoreSecret"), lackOf(secret, "DeleteSecret")];
  const deleteText = waits ? t("delete.title") : t("delete.plan");
  return (
    <>
      {may("RestoreSecret") && restoreLack && <LockedAction lack={restoreLack}>{t("restore.verb")}</LockedAction>}
      {may("DeleteSecret") && deleteLack && <LockedAction lack={deleteLack}>{deleteText}</LockedAction>}
      {restores || deletes ? (
        <Menu trigger={t("details.more")} triggerClass={MENU_CLASS}>
          {restores && (
            <TextLink href={open({ dialog: "restore" })} scroll={false} className={menuItemClass()}>
              {t("restore.verb")}
            </TextLink>
          )}
          {deletes && (
            <TextLink href={open({ dialog: "delete" })} scroll={false} className={menuItemClass({ danger: true })}>
              {deleteText}
            </TextLink>
          )}
        </Menu>
      ) : (
        !(may("RestoreSecret") || may("DeleteSecret")) && <Button disabled>{t("details.more")}</Button>
      )}
      {isGeneric &&
        (may("PutSecretValue") ? (
          <OfferLink lack={putLack(secret)} href={open({ panel: "put" })} scroll={false}>
            {t("put.title")}
          </OfferLink>
        ) : (
          <Button disabled>{t("put.title")}</Button>
        ))}
      {!isGeneric &&
        (secret.mayRotate ? (
          <OfferLink lack={lackOf(secret, "RotateSecret")} href={open({ dialog: "rotate" })} scroll={false}>
            {t("rotation.now")}
          </OfferLink>
        ) : (
          <Button disabled>{t("rotation.now")}</Button>
        ))}
      {may("GetSecretValue") && hasValue ? (
        <OfferLink lack={revealLack(secret)} tone="primary" href={open({ panel: "value" })} scroll={false}>
          {t("reveal.verb")}
        </OfferLink>
      ) : (
        <Button tone="primary" disabled>
          {t("reveal.verb")}
        </Button>
      )}
    </>
  );
}

const MENU_CLASS =
  "inline-flex min-h-control items-center justify-center rounded-2 border border-line-strong bg-surface px-3 text-md font-medium hover:bg-hover max-md:flex-1";
