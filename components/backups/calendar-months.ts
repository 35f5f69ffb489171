import type { BackupDay } from "@/lib/domain/backups/backup-calendar";
import { daysIn, type QueryableRange } from "@/lib/domain/backups/queryable-range-rules";

// The months of the Details calendar, and what each of their days is. Pure.

export interface MonthDay {
  date: string;
  /** As the calendar draws it: data, no run, kept but outside the queryable range, or not yet. */
  kind: "data" | "none" | "hidden" | "future";
  /** The day's runs, for a day of the queryable range. */
  record: BackupDay | undefined;
}

export interface Month {
  /** `2026-11` */
  month: string;
  days: MonthDay[];
  changes: number;
}

const SHOWN = 3;

/** Three months, the last of which is `last`. */
export function monthsUntil(
  last: string,
  calendar: readonly BackupDay[],
  bounds: { range: QueryableRange; enabledDay: string; today: string },
): Month[] {
  const records = new Map(calendar.map((record) => [record.day, record]));
  return Array.from({ length: SHOWN }, (_, index) => {
    const month = monthBefore(last, SHOWN - 1 - index);
    const days = daysIn({ from: `${month}-01`, to: lastDayOf(month) }).map((date) => {
      const record = records.get(date);
      return { date, kind: kindOf(date, record, bounds), record };
    });
    return { month, days, changes: days.reduce((sum, { record }) => sum + (record?.changes ?? 0), 0) };
  });
}

function kindOf(
  date: string,
  record: BackupDay | undefined,
  { range, enabledDay, today }: { range: QueryableRange; enabledDay: string; today: string },
): MonthDay["kind"] {
  if (record?.lastAt) return "data";
  if (date > today) return "future";
  return date >= enabledDay && date < range.from ? "hidden" : "none";
}

/**
 * Where the arrows lead from `shown` months, the last of which is `last`: to those before and after, as far as there are
 * days in range. A phone shows one month, everything else three.
 */
export function turns(last: string, range: QueryableRange, shown = SHOWN): { earlier?: string; later?: string } {
  const first = monthBefore(last, shown - 1);
  const newest = monthOf(range.to);
  return {
    ...(monthOf(range.from) < first ? { earlier: monthBefore(last, shown) } : {}),
    ...(last < newest ? { later: least(monthBefore(last, -shown), newest) } : {}),
  };
}

export const monthOf = (day: string) => day.slice(0, 7);

/** The last month to show: the one asked for, else the newest unless the chosen day lies before the months it shows. */
export function lastMonth(asked: string, chosen: string, range: QueryableRange): string {
  const newest = monthOf(range.to);
  if (asked) return least(asked, newest);
  return monthOf(chosen) < monthBefore(newest, SHOWN - 1) ? monthOf(chosen) : newest;
}

export function monthBefore(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 - months, 1)).toISOString().slice(0, 7);
}

function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

const least = (left: string, right: string) => (left < right ? left : right);
