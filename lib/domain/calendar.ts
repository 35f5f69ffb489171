import { Temporal } from "temporal-polyfill";

// The only calendar arithmetic (decisions 14): days, months and midnights of the deployment's business time zone.

/** A day of the business calendar, `2026-11-22`. */
export type BusinessDay = string;

const zoned = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
const dateOf = (at: Temporal.ZonedDateTime) => new Date(at.epochMilliseconds);

export function businessDayOf(at: Date, timeZone: string): BusinessDay {
  return zoned(at, timeZone).toPlainDate().toString();
}

/** `day` plus `days`, which may be negative. */
export function addDays(day: BusinessDay, days: number): BusinessDay {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: BusinessDay, to: BusinessDay): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "days" }).days;
}

/** The moment at which `day` begins. */
export function startOfDay(day: BusinessDay, timeZone: string): Date {
  return dateOf(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }));
}

/** The moment that a clock of the zone shows as `2026-11-22T03:12`, seconds too where they are given; none for no time. */
export function momentOf(local: string, timeZone: string): Date | undefined {
  try {
    return dateOf(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone));
  } catch {
    return undefined;
  }
}

/** The last five-minute mark at or before `at` (BKP-30); all zones in use are whole quarter hours from UTC. */
export function tickOf(at: Date): Date {
  const fiveMinutes = 5 * 60_000;
  return new Date(Math.floor(at.getTime() / fiveMinutes) * fiveMinutes);
}

/**
 * When a billing period of `months` that begins at `at` ends: 00:00:00 of the day after its last day, which is the same
 * day of the month, or the month's last (INS-60, BKP-110).
 */
export function endOfPeriod(at: Date, months: number, timeZone: string): Date {
  const lastDay = zoned(at, timeZone).toPlainDate().add({ months }, { overflow: "constrain" });
  return dateOf(lastDay.add({ days: 1 }).toZonedDateTime({ timeZone }));
}

/** The last day of a period that ends at `endsAt`. */
const lastDayOf = (endsAt: Date, timeZone: string) => zoned(new Date(endsAt.getTime() - 1), timeZone).toPlainDate();

/**
 * Where a period ends that goes on for `months` after `endsAt`: the same day of the month as its last one was, or that
 * month's last (BKP-110).
 */
export function laterEndOfPeriod(endsAt: Date, months: number, timeZone: string): Date {
  const lastDay = lastDayOf(endsAt, timeZone).add({ months }, { overflow: "constrain" });
  return dateOf(lastDay.add({ days: 1 }).toZonedDateTime({ timeZone }));
}

/** Whole months, and days of the month that follows them, which has `daysOfMonth`. */
export interface RestOfPeriod {
  months: number;
  days: number;
  daysOfMonth: number;
}

/** What is left of a period from tomorrow on: the day on which something is bought is never charged (INS-60). */
export function restOfPeriod(now: Date, endsAt: Date, timeZone: string): RestOfPeriod {
  const from = zoned(now, timeZone).toPlainDate().add({ days: 1 });
  const to = lastDayOf(endsAt, timeZone).add({ days: 1 });
  const left = from.until(to, { largestUnit: "months" });
  const [months, days] = left.sign > 0 ? [left.months, left.days] : [0, 0];
  const month = from.add({ months }).until(from.add({ months: months + 1 }), { largestUnit: "days" });
  return { months, days, daysOfMonth: month.days };
}

/**
 * Of the days of a period, those that have not begun at `now`. Its first day counts only where all of it lies in the
 * period, as its price does (INS-60).
 */
export function unusedDays(
  period: { startsAt: Date; endsAt: Date },
  now: Date,
  timeZone: string,
): { unused: number; total: number } {
  const wholeFrom = (at: Date) => {
    const day = businessDayOf(at, timeZone);
    return startOfDay(day, timeZone).getTime() === at.getTime() ? day : addDays(day, 1);
  };
  const end = lastDayOf(period.endsAt, timeZone).add({ days: 1 }).toString();
  const first = wholeFrom(period.startsAt);
  const tomorrow = addDays(businessDayOf(now, timeZone), 1);
  const from = tomorrow > first ? tomorrow : first;
  return { unused: Math.max(0, daysBetween(from, end)), total: Math.max(0, daysBetween(first, end)) };
}

/** The business day as the database stores a date: midnight UTC. */
export function dayAsDate(day: BusinessDay): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

export function dayFromDate(stored: Date): BusinessDay {
  return stored.toISOString().slice(0, 10);
}
