import { addDays, type BusinessDay, daysBetween } from "../calendar";

/** Days of a backup that can be looked at and restored from, both ends included. */
export interface QueryableRange {
  from: BusinessDay;
  to: BusinessDay;
}

/**
 * The last `viewableDays` days up to that of the last completed run, cut at the enabling day (BKP-40): counted from the
 * calendar's today, a backup whose source is gone would show nothing after a while. Null before the first run.
 */
export function queryableRange(backup: {
  viewableDays: number;
  enabledDay: BusinessDay;
  lastRunDay: BusinessDay | null;
}): QueryableRange | null {
  const { viewableDays, enabledDay, lastRunDay } = backup;
  if (lastRunDay === null) return null;
  const earliest = addDays(lastRunDay, -(viewableDays - 1));
  return { from: earliest < enabledDay ? enabledDay : earliest, to: lastRunDay };
}

export type DayVerdict = "visible" | "OutOfQueryableRange" | "NoBackupData";

/** BKP-149, BKP-150: before the enabling there is nothing; after it, only what the range shows. */
export function dayVerdict(day: BusinessDay, enabledDay: BusinessDay, range: QueryableRange | null): DayVerdict {
  if (range === null || day < enabledDay || day > range.to) return "NoBackupData";
  return day < range.from ? "OutOfQueryableRange" : "visible";
}

export function daysIn({ from, to }: QueryableRange): BusinessDay[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));
}
