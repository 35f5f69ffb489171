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

/** The business day as the database stores a date: midnight UTC. */
export function dayAsDate(day: BusinessDay): Date {
  return new Date(`${day}T00:00:00.000Z`);
}

export function dayFromDate(stored: Date): BusinessDay {
  return stored.toISOString().slice(0, 10);
}
