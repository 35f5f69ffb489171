import { timeOf } from "./system-names";

const HOUR_MS = 60 * 60_000;
const ALL_MS = 48 * HOUR_MS;
const DAILY_MS = 30 * 24 * HOUR_MS;
/** A leap of the clock; a machine that was off over a weekend makes none. */
const LEAP_MS = 3 * 24 * HOUR_MS;
/** A day of them. */
const AFTER_LEAP = 24;
/** By the hour there are two. */
const AT_ONCE = 4;

/**
 * Which of the whole system backups, oldest first, are to be removed: all of the last 48 hours stay, then the last one of
 * each day for 30 days, and the newest whatever its age. A few at a time, and none until a day of them was taken since the
 * clock leapt: one that jumped ahead purges nothing before somebody can put it right (S28).
 */
export function systemBackupsToRemove(names: readonly string[], now: Date): string[] {
  return hasLeapt(names) ? [] : removable(names, now).slice(0, AT_ONCE);
}

function hasLeapt(names: readonly string[]): boolean {
  const times = names.slice(-AFTER_LEAP - 1).map((name) => timeOf(name).getTime());
  return times.some((time, index) => index > 0 && Math.abs(time - (times[index - 1] ?? time)) > LEAP_MS);
}

function removable(names: readonly string[], now: Date): string[] {
  const age = (name: string) => now.getTime() - timeOf(name).getTime();
  const lastOfDay = new Map(names.map((name) => [dayOf(name), name]));
  return names.filter((name) => {
    if (name === names.at(-1) || age(name) < ALL_MS) return false;
    return age(name) >= DAILY_MS || lastOfDay.get(dayOf(name)) !== name;
  });
}

/** One of an upgrade that is begun again within the hour says no more than the next of the same schema. */
export function isSuperseded(name: string, by: string): boolean {
  return Math.abs(timeOf(by).getTime() - timeOf(name).getTime()) < HOUR_MS;
}

const dayOf = (name: string) => name.slice(9, 17);
