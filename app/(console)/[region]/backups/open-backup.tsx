import { offers } from "@/components/backups/backup-offers";
import type { SourceInstance } from "@/components/backups/enable-backup-panel";
import { EnableBackupLazy, ResetBackupLazy } from "@/components/backups/lazy";
import { rangeText } from "@/components/backups/range-cell";
import { calledOf } from "@/components/backups/shown-state";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { daysIn } from "@/lib/domain/backups/queryable-range-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { clientMessages } from "@/lib/i18n/client-messages";

/**
 * The panel or dialog that the address names, for a backup whose state allows it (BKP-51): `?panel=enable&backup=bkp-…`,
 * `?dialog=reset&backup=bkp-…`. Nothing for an address that was typed or is out of date.
 */
export async function OpenBackup({
  backups,
  instances,
  opened,
  closeHref,
  doneHref,
}: {
  backups: readonly BackupView[];
  instances: readonly InstanceView[];
  opened: { panel: string; dialog: string; backup: string };
  closeHref: string;
  doneHref: string;
}) {
  const backup = backups.find(({ backupId }) => backupId === opened.backup);
  if (!backup) return null;
  const { region, backupId, viewableDays, keys, secrets, range } = backup;
  if (opened.panel === "enable" && offers(backup, "enable")) {
    return (
      <EnableBackupLazy
        key={backupId}
        scope={await clientMessages("backups")}
        region={region}
        backupId={backupId}
        viewableDays={viewableDays}
        sources={instances.filter(mayBeSource).map((instance) => sourceOf(instance, backups))}
        closeHref={closeHref}
      />
    );
  }
  if (opened.dialog !== "reset" || !offers(backup, "reset")) return null;
  const source = instances.find(({ instanceId }) => instanceId === backup.sourceInstanceId);
  return (
    <ResetBackupLazy
      key={backupId}
      scope={await clientMessages("backups")}
      region={region}
      backupId={backupId}
      name={calledOf(backup)}
      days={range && { count: daysIn(range).length, text: rangeText(range) }}
      keys={keys}
      secrets={secrets}
      source={source?.name ?? backup.sourceInstanceId ?? ""}
      sourceGone={backup.sourceReleasedAt !== null || source?.service !== "serves"}
      others={backups.filter((other) => isOtherOf(other, backup)).map(calledOf)}
      viewableDays={viewableDays}
      closeHref={closeHref}
      doneHref={doneHref}
    />
  );
}

/** BKP-74: enabled, or expired and not yet released (BKP-35). */
const mayBeSource = ({ service }: InstanceView) => service === "serves" || service === "unavailable";

/** BKP-75: another manual backup of it is worth a word. */
function sourceOf(instance: InstanceView, backups: readonly BackupView[]): SourceInstance {
  const { instanceId, name, saleStatus, keyVersionsUsed, secretsUsed } = instance;
  return {
    instanceId,
    name: name ?? instanceId,
    expired: saleStatus === "Expired",
    keyVersions: keyVersionsUsed,
    secrets: secretsUsed,
    manualBackups: backups
      .filter(({ type, state, sourceInstanceId }) => {
        return sourceInstanceId === instanceId && state === "Enabled" && (type === "Default" || type === "Paid");
      })
      .map(calledOf),
  };
}

function isOtherOf(other: BackupView, backup: BackupView): boolean {
  const { backupId, sourceInstanceId } = backup;
  return other.backupId !== backupId && other.state === "Enabled" && other.sourceInstanceId === sourceInstanceId;
}
