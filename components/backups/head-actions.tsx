import { useTranslations } from "next-intl";
import { OfferLink } from "@/components/patterns/offer-link";
import { ButtonLink } from "@/components/ui/button";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { type BackupAddress, backupHref, belowHref } from "./backup-address";
import { lackOf, planLack } from "./backup-offers";

/** What can be done with the backup as a whole, Restore last: of the moment that the page shows. */
export function HeadActions({
  backup,
  address,
  from,
}: {
  backup: BackupView;
  address: BackupAddress;
  /** The moment that a comparison begins with, `2026-11-19T14:35`; none without data. */
  from: string | undefined;
}) {
  const t = useTranslations("backups.head");
  const common = useTranslations("common.label");
  const { region, backupId, actions } = backup;
  const link = (opened: Parameters<typeof backupHref>[3]) => backupHref(region, backupId, address, opened);
  return (
    <>
      {from && <ButtonLink href={belowHref(region, backupId, "compare", { from })}>{t("compare")}</ButtonLink>}
      {actions.includes("download") && backup.range && (
        <OfferLink lack={lackOf(backup, "download")} href={link({ dialog: "download" })} scroll={false}>
          {t("download")}
        </OfferLink>
      )}
      {actions.includes("extend") && (
        <OfferLink lack={lackOf(backup, "extend")} href={`/${region}/backups/${backupId}/extend`}>
          {t("extend")}
        </OfferLink>
      )}
      {actions.includes("renew") && (
        <OfferLink lack={lackOf(backup, "renew")} href={`/${region}/backups/${backupId}/renew`}>
          {common("renew")}
        </OfferLink>
      )}
      {actions.includes("reset") && (
        <OfferLink lack={lackOf(backup, "reset")} href={link({ dialog: "reset" })} scroll={false}>
          {common("reset")}
        </OfferLink>
      )}
      {actions.includes("delete") && (
        <OfferLink lack={lackOf(backup, "delete")} href={link({ dialog: "delete" })} scroll={false}>
          {t("delete")}
        </OfferLink>
      )}
      {from && actions.includes("restore") && (
        <OfferLink lack={planLack(backup)} href={link({ panel: "plan" })} scroll={false} tone="primary">
          {t("restore")}
        </OfferLink>
      )}
    </>
  );
}
