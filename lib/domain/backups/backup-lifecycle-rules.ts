import type { BackupState, BackupType } from "@/lib/generated/prisma/enums";
import { addDays, businessDayOf, startOfDay } from "../calendar";
import { releaseDueAt } from "../instances/release-date";

// What a backup is at a moment, and when it leaves (BKP-14, BKP-50, BKP-52). Time is part of the state: a purchased backup
// expires and is released without anybody writing a row, so that a late worker changes no answer, and a clock that is put
// right again undoes what it said. Pure.

const DAY_MS = 24 * 3600_000;
/** BKP-14: an automatic backup outlives its instance by 90 days. */
const KEPT_DAYS_AFTER_RELEASE = 90;
/** What has left is destroyed a day later: a clock that jumped ahead by a day purges nothing (S28). */
export const PURGE_DELAY_MS = DAY_MS;

export interface Standing {
  type: BackupType;
  state: BackupState;
  bindingId: string | null;
  expiresAt: Date | null;
  sourceReleasedAt: Date | null;
  leaving: boolean;
}

/** It ends in the second it names, as an instance does (INS-60). */
export function isBackupExpired({ expiresAt }: Pick<Standing, "expiresAt">, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** What is on its way in, or being reset, stays that until it is done. */
export function backupStateAt(backup: Pick<Standing, "state" | "bindingId" | "expiresAt">, now: Date): BackupState {
  const { state, bindingId } = backup;
  if (state === "Uploading" || state === "Resetting") return state;
  if (isBackupExpired(backup, now)) return "Expired";
  return bindingId === null ? "Disabled" : "Enabled";
}

/**
 * The end of the 15 days in which an expired backup can be renewed (BKP-52, counted as INS-69), or of the 90 for which an
 * automatic one is kept after its source (BKP-14); null while neither has begun to count.
 */
export function leavesAt(
  { type, expiresAt, sourceReleasedAt }: Pick<Standing, "type" | "expiresAt" | "sourceReleasedAt">,
  timeZone: string,
): Date | null {
  if (type === "Paid") return expiresAt && releaseDueAt(expiresAt, timeZone);
  if (type !== "SystemCreated" || !sourceReleasedAt) return null;
  return startOfDay(addDays(businessDayOf(sourceReleasedAt, timeZone), KEPT_DAYS_AFTER_RELEASE + 1), timeZone);
}

/** Released: its row is shown to nobody any more (BKP-50). An upload that is being deleted is shown until it is gone. */
export function hasLeft(backup: Standing, now: Date, timeZone: string): boolean {
  if (backup.leaving && backup.type !== "Upload") return true;
  const at = leavesAt(backup, timeZone);
  return at !== null && at <= now;
}

export function isPurgeDue(backup: Standing, now: Date, timeZone: string): boolean {
  const at = leavesAt(backup, timeZone);
  return at !== null && at.getTime() + PURGE_DELAY_MS <= now.getTime();
}
