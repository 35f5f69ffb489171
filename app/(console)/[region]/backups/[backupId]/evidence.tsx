import { getTranslations } from "next-intl/server";
import { type BackupAddress, backupHref } from "@/components/backups/backup-address";
import { proofLack } from "@/components/backups/backup-offers";
import { ProofCard } from "@/components/backups/proof-card";
import { ProofDialogLazy } from "@/components/backups/restore-lazy";
import { RestoreList } from "@/components/backups/restore-list";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { clientMessages } from "@/lib/i18n/client-messages";
import { regionNames } from "../../../region-names";

/** How sure one can be of the backup, and what was restored from it. */
export async function Evidence({
  backup,
  reports,
  restores,
  address,
  dialog,
  at,
}: {
  backup: BackupView;
  reports: readonly BackupReportView[];
  restores: readonly RestoreView[];
  address: BackupAddress;
  dialog: string;
  /** Of a drill: the moment that is looked at. */
  at: Date | null;
}) {
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("backups.restores")]);
  const { region, backupId } = backup;
  const offer = (name: "verify" | "drill", kind: BackupReportView["kind"]) => ({
    href: backupHref(region, backupId, address, { dialog: name }),
    lack: proofLack(backup, kind),
  });
  const act = dialog === "verify" || dialog === "drill" ? dialog : null;
  const mayAct = act !== null && proofLack(backup, act === "drill" ? "Drill" : "Verification") === null;
  return (
    <>
      <ProofCard
        region={region}
        backupId={backupId}
        reports={reports}
        now={ctx.now()}
        verify={offer("verify", "Verification")}
        drill={offer("drill", "Drill")}
      />
      {restores.length > 0 && (
        <Card title={t("title")} flush>
          <RestoreList restores={restores} regionNames={await regionNames()} />
        </Card>
      )}
      {mayAct && (
        <ProofDialogLazy
          key={act}
          scope={await clientMessages("backups")}
          act={act}
          region={region}
          backupId={backupId}
          at={at}
          closeHref={backupHref(region, backupId, address)}
        />
      )}
    </>
  );
}
