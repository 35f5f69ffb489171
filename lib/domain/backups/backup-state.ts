import type { BackupState, BackupType } from "@/lib/generated/prisma/enums";
import type { ErrorCode } from "../errors";

// What may be done with a backup of which type in which state (BKP-51). Button, operation and test read this one table.

export const BACKUP_ACTIONS = ["enable", "details", "restore", "reset"] as const;
export type BackupAction = (typeof BACKUP_ACTIONS)[number];
export type BackupVerdict = "ok" | ErrorCode;

const ALLOWED_TYPES: Record<BackupAction, readonly BackupType[]> = {
  enable: ["Default", "Paid"],
  details: ["SystemCreated", "Default", "Paid", "Upload"],
  restore: ["SystemCreated", "Default", "Paid", "Upload"],
  reset: ["Default", "Paid"],
};

/** In this order: what the type cannot do at all (BKP-144, BKP-167), expiry (BKP-145), then the state (BKP-147, BKP-168). */
export function backupVerdict(action: BackupAction, backup: { type: BackupType; state: BackupState }): BackupVerdict {
  if (!ALLOWED_TYPES[action].includes(backup.type)) return "UnsupportedBackupType";
  if (backup.state === "Expired") return "BackupExpired";
  // A reset that was interrupted is finished by asking again.
  if (action === "reset" && backup.state === "Resetting") return "ok";
  if (action === "enable") return backup.state === "Disabled" ? "ok" : "BackupAlreadyEnabled";
  return backup.state === "Enabled" ? "ok" : "BackupNotEnabled";
}

export function allowedActions(backup: { type: BackupType; state: BackupState }): BackupAction[] {
  return BACKUP_ACTIONS.filter((action) => backupVerdict(action, backup) === "ok");
}
