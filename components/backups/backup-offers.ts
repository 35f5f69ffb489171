import type { BackupAction } from "@/lib/domain/backups/backup-state";
import type { BackupCall, BackupView } from "@/lib/domain/backups/backup-view";
import type { Lack } from "@/lib/domain/lack";

// What a row or page offers for a backup: what its type and state allow (BKP-51), and what of that the caller has no
// permission for (P10). Pure.

type Facts = Pick<BackupView, "arn" | "actions" | "lacking">;
const CALLS = {
  enable: "EnableBackup",
  details: "DescribeBackup",
  reset: "ResetBackup",
} as const satisfies Partial<Record<BackupAction, BackupCall>>;

/** The permission that the action takes and the caller lacks; null where none is missing. */
export function lackOf(backup: Facts, action: keyof typeof CALLS): Lack | null {
  return lackOn(backup, CALLS[action]);
}

/** Possible, and permitted. */
export function offers(backup: Facts, action: keyof typeof CALLS): boolean {
  return backup.actions.includes(action) && lackOf(backup, action) === null;
}

/** Restoring takes a permission of its own for each kind. */
export function restoreLack(backup: Facts, kind: "key" | "secret"): Lack | null {
  return lackOn(backup, kind === "key" ? "RestoreBackupKey" : "RestoreBackupSecret");
}

export function offersRestore(backup: Facts, kind: "key" | "secret"): boolean {
  return backup.actions.includes("restore") && restoreLack(backup, kind) === null;
}

function lackOn({ arn, lacking }: Facts, call: BackupCall): Lack | null {
  return lacking.includes(call) ? { action: `kms:${call}`, resource: arn } : null;
}
