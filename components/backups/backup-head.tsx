import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Moment } from "@/components/patterns/moment";
import { PageHeader } from "@/components/patterns/page-header";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { AgoFigure } from "./ago";
import { StateCell, VerifiedCell } from "./backup-cells";
import { FRESH_MS } from "./proof-rules";
import { shownState } from "./shown-state";
import { TypeName } from "./type-name";

/** P7: no green tick over what is late, failed or old; what was found wrong is shown as that. */
function isProof(backup: BackupView, now: Date): boolean {
  const { verifyError, lastDrill, verifiedAt } = backup;
  if (verifyError !== null || lastDrill?.state === "Failed") return true;
  const shown = shownState(backup);
  const isFresh = verifiedAt !== null && now.getTime() - verifiedAt.getTime() <= FRESH_MS.Verification;
  return isFresh && (shown === "Enabled" || shown === "Available");
}

/** Name, state, and on one line what it is, of what, how fresh and how sure. */
export function BackupHead({
  backup,
  sourceName,
  now,
  actions,
}: {
  backup: BackupView;
  sourceName: string | null;
  now: Date;
  /** What its type and state allow (BKP-51), the primary last. */
  actions: ReactNode;
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
              {t("column.verified")}{" "}
              {isProof(backup, now) ? <VerifiedCell backup={backup} /> : <Moment at={verifiedAt} only="date" />}
            </span>
          )}
        </span>
      }
      actions={actions}
    />
  );
}
