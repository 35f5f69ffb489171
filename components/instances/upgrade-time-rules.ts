import { addDays, businessDayOf, momentOf } from "@/lib/domain/calendar";
import { UPGRADE_DAYS } from "@/lib/domain/instances/instance-rules";

// When an image may be upgraded automatically, as a field of date and time says it (INS-46). Pure.

const DAY_MS = 24 * 3600_000;

/** `2026-11-22T03:12` on a clock of the zone; Swedish writes it so. */
export function localText(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return format.format(at).replace(" ", "T");
}

/** Tomorrow at 03:00, when least is asked of most instances. */
export const proposedTime = (now: Date, timeZone: string) => `${addDays(businessDayOf(now, timeZone), 1)}T03:00`;

export const latestTime = (now: Date) => new Date(now.getTime() + UPGRADE_DAYS * DAY_MS);

/** Undefined for no time, one that is past, or one beyond the 30 days. */
export function upgradeTime(local: string, now: Date, timeZone: string): Date | undefined {
  const at = momentOf(local, timeZone);
  return at && at > now && at <= latestTime(now) ? at : undefined;
}
