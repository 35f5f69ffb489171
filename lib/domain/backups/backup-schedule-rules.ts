import { type BusinessDay, businessDayOf, tickOf } from "../calendar";

// When a backup is due for a run, and which run that is (BKP-30, BKP-33, BKP-34). Pure: worker, run and simulation read it.

/** An enabled, bound backup whose source lives. */
export interface Scheduled {
  /** Null: its first run is to come, or a full that is due at once after a renewal (BKP-111). */
  lastTickAt: Date | null;
  expiresAt: Date | null;
  /** When its last run was taken; only asked where the last tick lies ahead of the clock. */
  takenAt: Date | null;
}

/**
 * Since when it is due; null while it is not: one that was never run at once, every other at each five-minute mark after
 * its last tick. Marks that were missed are one run together, since a run takes all that changed. Where the clock was put
 * back behind the last tick, what counts is when that run was taken. Nothing runs while it is expired (BKP-111).
 */
export function runDueAt({ lastTickAt, expiresAt, takenAt }: Scheduled, now: Date): Date | null {
  if (expiresAt !== null && expiresAt <= now) return null;
  const mark = tickOf(now);
  if (lastTickAt === null || lastTickAt < mark) return mark;
  const isAhead = lastTickAt > now && (takenAt === null || takenAt < mark || takenAt > now);
  return isAhead ? mark : null;
}

export interface PlannedRun {
  tickAt: Date;
  day: BusinessDay;
  kind: "Full" | "Incremental";
}

/**
 * The run that is taken now. Its tick is strictly later than the last one, so that no state of the catalogue is empty,
 * and never before the enabling (BKP-31), whatever the clock does; the first of a day is that day's full, and so is the one after a renewal.
 */
export function planRun(
  backup: {
    enabledAt: Date;
    lastTickAt: Date | null;
    lastCompletedAt: Date | null;
    lastBusinessDay: BusinessDay | null;
  },
  now: Date,
  timeZone: string,
): PlannedRun {
  const { enabledAt, lastTickAt, lastCompletedAt, lastBusinessDay } = backup;
  const last = Math.max(lastTickAt?.getTime() ?? 0, lastCompletedAt?.getTime() ?? 0);
  const tickAt = new Date(Math.max(now.getTime(), enabledAt.getTime(), last + 1));
  const day = businessDayOf(tickAt, timeZone);
  return { tickAt, day, kind: lastTickAt === null || lastBusinessDay !== day ? "Full" : "Incremental" };
}
