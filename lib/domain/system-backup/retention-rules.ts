import { timeOf } from "./system-names";

const HOUR_MS = 60 * 60_000;
const ALL_MS = 48 * HOUR_MS;
const DAILY_MS = 30 * 24 * HOUR_MS;

/**
 * Which of the whole system backups, oldest first, are to be removed: all of the last 48 hours stay, then the last one of
 * each day for 30 days, and the newest whatever its age.
 */
export function systemBackupsToRemove(names: readonly string[], now: Date): string[] {
  const age = (name: string) => now.getTime() - timeOf(name).getTime();
  const lastOfDay = new Map(names.map((name) => [dayOf(name), name]));
  return names.filter((name) => {
    if (name === names.at(-1) || age(name) < ALL_MS) return false;
    return age(name) >= DAILY_MS || lastOfDay.get(dayOf(name)) !== name;
  });
}

const dayOf = (name: string) => name.slice(9, 17);
