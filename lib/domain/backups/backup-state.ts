import type { BackupState, BackupType } from "@/lib/generated/prisma/enums";
import type { ErrorCode } from "../errors";

// What may be done with a backup of which type in which state (BKP-51). Button, operation and test read this one table.

export const BACKUP_ACTIONS = [
  "enable",
  "details",
  "restore",
  "download",
  "extend",
  "reset",
  "renew",
  "delete",
] as const;
export type BackupAction = (typeof BACKUP_ACTIONS)[number];
export type BackupVerdict = "ok" | ErrorCode;

/** Which types an action is for, and what the others answer. */
const TYPES: Record<BackupAction, { of: readonly BackupType[]; others: ErrorCode }> = {
  enable: { of: ["Default", "Paid"], others: "UnsupportedBackupType" }, // BKP-167
  details: { of: ["SystemCreated", "Default", "Paid", "Upload"], others: "UnsupportedBackupType" },
  restore: { of: ["SystemCreated", "Default", "Paid", "Upload"], others: "UnsupportedBackupType" },
  download: { of: ["SystemCreated", "Default", "Paid"], others: "UnsupportedBackupType" }, // BKP-167
  extend: { of: ["Paid"], others: "BackupNotExtendable" }, // BKP-142
  reset: { of: ["Default", "Paid"], others: "BackupNotResettable" }, // BKP-144
  renew: { of: ["Paid"], others: "BackupNotRenewable" }, // BKP-143
  delete: { of: ["Upload"], others: "UnsupportedBackupType" },
};

/** In this order: what the type cannot do at all, expiry (BKP-145), then the state (BKP-147, BKP-168). */
export function backupVerdict(action: BackupAction, backup: { type: BackupType; state: BackupState }): BackupVerdict {
  const { of, others } = TYPES[action];
  const { type, state } = backup;
  if (!of.includes(type)) return others;
  // Its records are still on their way in.
  if (state === "Uploading") return "BackupNotFound";
  if (action === "renew") return "ok";
  if (state === "Expired") return "BackupExpired";
  // What was interrupted is finished by asking again.
  if (state === "Resetting") return action === "reset" || action === "delete" ? "ok" : "BackupNotEnabled";
  if (action === "enable") return state === "Disabled" ? "ok" : "BackupAlreadyEnabled";
  return state === "Enabled" ? "ok" : "BackupNotEnabled";
}

export function allowedActions(backup: { type: BackupType; state: BackupState }): BackupAction[] {
  return BACKUP_ACTIONS.filter((action) => backupVerdict(action, backup) === "ok");
}
