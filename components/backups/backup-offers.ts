import type { BackupAction } from "@/lib/domain/backups/backup-state";
import type { BackupCall, BackupView } from "@/lib/domain/backups/backup-view";
import type { Lack } from "@/lib/domain/lack";

// What a row or page offers for a backup: what its type and state allow (BKP-51), and what of that the caller has no
// permission for (P10). Pure.

type Facts = Pick<BackupView, "arn" | "actions" | "lacking">;
const CALLS = {
  enable: "EnableBackup",
  details: "DescribeBackup",
  download: "PrepareBackupDownload",
  extend: "CreateBackupExtensionOrder",
  renew: "CreateBackupRenewalOrder",
  reset: "ResetBackup",
  delete: "DeleteBackup",
} as const satisfies Partial<Record<BackupAction, BackupCall>>;
export type OfferedAction = keyof typeof CALLS;

/** BKP-63, in the order of a row: the first two in words, the rest in its menu. Extend is offered within Details (BKP-82). */
const IN_A_ROW = ["enable", "details", "download", "renew", "delete", "reset"] as const satisfies OfferedAction[];
const WORDS = 2;

export function rowOffers(backup: Facts): { words: RowAction[]; menu: RowAction[] } {
  const offered = IN_A_ROW.filter((action) => offers(backup, action));
  // What destroys is never the first thing at hand, unless a backup has little else to offer.
  const words: RowAction[] = offered.filter((action) => action !== "reset").slice(0, WORDS);
  return { words, menu: offered.filter((action) => !words.includes(action)) };
}
export type RowAction = (typeof IN_A_ROW)[number];

/** The permission that the action takes and the caller lacks; null where none is missing. */
export function lackOf(backup: Facts, action: OfferedAction): Lack | null {
  return lackOn(backup, CALLS[action]);
}

/** Possible, and permitted. */
export function offers(backup: Facts, action: OfferedAction): boolean {
  return backup.actions.includes(action) && lackOf(backup, action) === null;
}

/** Restoring takes a permission of its own for each kind. */
export function restoreLack(backup: Facts, kind: "key" | "secret"): Lack | null {
  return lackOn(backup, kind === "key" ? "RestoreBackupKey" : "RestoreBackupSecret");
}

export function offersRestore(backup: Facts, kind: "key" | "secret"): boolean {
  return backup.actions.includes("restore") && restoreLack(backup, kind) === null;
}

/** A plan of everything takes both. */
export function planLack(backup: Facts): Lack | null {
  return restoreLack(backup, "key") ?? restoreLack(backup, "secret");
}

/** A verification or drill by hand. */
export function proofLack(backup: Facts, kind: "Verification" | "Drill"): Lack | null {
  return lackOn(backup, kind === "Drill" ? "StartBackupDrill" : "StartBackupVerification");
}

function lackOn({ arn, lacking }: Facts, call: BackupCall): Lack | null {
  return lacking.includes(call) ? { action: `kms:${call}`, resource: arn } : null;
}
