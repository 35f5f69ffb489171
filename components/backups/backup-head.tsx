import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { AgoFigure } from "./ago";
import { StateCell, VerifiedCell } from "./backup-cells";
import { lackOf } from "./backup-offers";
import { TypeName } from "./type-name";

/** Name, state, and on one line what it is, of what, how fresh and how sure. */
export function BackupHead({
  backup,
  sourceName,
  now,
  resetHref,
}: {
  backup: BackupView;
  sourceName: string | null;
  now: Date;
  /** Where the state allows it (BKP-51). */
  resetHref: string | undefined;
}) {
  const t = useTranslations("backups");
  const nav = useTranslations("common.nav");
  const common = useTranslations("common.label");
  const { region, backupId, alias, type, viewableDays, recoveryPoint, verifiedAt } = backup;
  return (
    <PageHeader
      title={<span className={alias ? "break-all" : "font-mono text-lg break-all"}>{alias ?? backupId}</span>}
      state={<StateCell backup={backup} />}
      crumbs={[
        { label: nav("securityOperations") },
        { label: common("backups"), href: `/${region}/backups` },
        { label: alias ?? backupId },
      ]}
      facts={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-0.5">
          <CopyableId id={backupId} what={t("value.backupId")} />
          <span>
            <TypeName type={type} />
          </span>
          {sourceName && <span>{sourceName}</span>}
          <span>{t("range.days", { count: viewableDays })}</span>
          {recoveryPoint && (
            <span>
              {t.rich("head.point", {
                ago: () => <AgoFigure at={recoveryPoint} now={now} />,
                at: () => <Moment at={recoveryPoint} only="time" />,
              })}
            </span>
          )}
          {verifiedAt && (
            <span className="inline-flex items-center gap-1">
              {t("column.verified")} <VerifiedCell backup={backup} />
            </span>
          )}
        </span>
      }
      actions={
        resetHref && (
          <OfferLink lack={lackOf(backup, "reset")} href={resetHref} scroll={false}>
            {common("reset")}
          </OfferLink>
        )
      }
    />
  );
}
