import { arnOf } from "../arn";
import type { AuditDetail, Recorded } from "../audit/record";
import type { RestoreWarning } from "./restore-rules";
import type { SavedItem } from "./saved-records";

/** What the trail says of an item that came back, alone or among many. */
export function restoredEvent(restored: {
  backup: { backupId: string };
  at: Date;
  instance: { instanceId: string; region: string };
  saved: SavedItem;
  outcome: { versions: number; warnings: readonly RestoreWarning[] };
}): { event: "RestoreBackupKey" | "RestoreBackupSecret"; subject: Recorded; detail: AuditDetail } {
  const { backup, at, saved, outcome } = restored;
  const { instanceId, region } = restored.instance;
  const [account, id] =
    saved.kind === "key" ? [saved.key.account, saved.key.keyId] : [saved.secret.account, saved.secret.name];
  return {
    event: saved.kind === "key" ? "RestoreBackupKey" : "RestoreBackupSecret",
    subject: { accountId: account, region, arn: arnOf(region, account, saved.kind, id) },
    detail: {
      backupId: backup.backupId,
      at: at.toISOString(),
      instanceId,
      versions: outcome.versions,
      warnings: outcome.warnings.map((warning) => ({ ...warning })),
    },
  };
}
