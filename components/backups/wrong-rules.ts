import type { BackupView } from "@/lib/domain/backups/backup-view";
import { type ShownBackupState, shownState } from "./shown-state";

// What of the backups must be looked at, the worst first (P7). Pure.

const DAY_MS = 86_400_000;
/** A purchased backup that ends so soon is worth a word (AUD-19). */
const SOON_DAYS = 7;

/** By what is lost if nobody looks: data that cannot be restored, data about to be deleted, changes that are not saved. */
const WORST_FIRST = ["Damaged", "DrillFailed", "Expired", "Late", "RunFailed"] as const satisfies ShownBackupState[];
export type Wrong = (typeof WORST_FIRST)[number];

export interface WrongBackups {
  wrong: Wrong;
  backups: readonly [BackupView, ...BackupView[]];
}

export function wrongsOf(backups: readonly BackupView[]): WrongBackups[] {
  return WORST_FIRST.flatMap((wrong) => {
    const [first, ...others] = backups.filter((backup) => shownState(backup) === wrong);
    return first ? [{ wrong, backups: [first, ...others] as const }] : [];
  });
}

/** Purchased ones that end within a week, the first to end first. */
export function endingSoon(backups: readonly BackupView[], now: Date): BackupView[] {
  const end = ({ expiresAt }: BackupView) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return backups
    .filter((backup) => backup.state !== "Expired" && end(backup) - now.getTime() < SOON_DAYS * DAY_MS)
    .sort((left, right) => end(left) - end(right));
}

/** Days of grace that are left of an expired one (BKP-52), begun ones counted. */
export const daysLeft = (until: Date, now: Date): number =>
  Math.max(0, Math.ceil((until.getTime() - now.getTime()) / DAY_MS));
