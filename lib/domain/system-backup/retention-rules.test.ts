import { describe, expect, it } from "vitest";
import { systemBackupsToRemove } from "./retention-rules";
import { systemBackupName, timeOf } from "./system-names";

const NOW = new Date("2026-11-22T12:00:00Z");
const HOURLY = Array.from({ length: 24 * 60 }, (_, index) => {
  const at = new Date(NOW.getTime() - (24 * 60 - index) * 3_600_000);
  return systemBackupName(index + 1, at);
});

/** What stays of those that lie there, as one after the other is taken. */
function hourByHour(there: readonly string[], taken: readonly string[]): string[] {
  let names = [...there];
  for (const name of taken) {
    names.push(name);
    const removed = new Set(systemBackupsToRemove(names, timeOf(name)));
    names = names.filter((one) => !removed.has(one));
  }
  return names;
}

describe("which system backups stay (decisions 11)", () => {
  it("are all of the last 48 hours, and one of each of 30 days", () => {
    const kept = hourByHour([], HOURLY);
    const last = timeOf(kept.at(-1) ?? "").getTime();
    const ages = kept.map((name) => (last - timeOf(name).getTime()) / 3_600_000);
    expect(ages.filter((hours) => hours < 48)).toHaveLength(48);
    const older = kept.filter((_, index) => (ages[index] ?? 0) >= 48);
    expect(new Set(older.map((name) => name.slice(9, 17))).size).toBe(older.length);
    expect(older.length).toBe(28);
    expect(Math.max(...ages)).toBeLessThan(30 * 24);
  });

  it("is the newest in any case, whatever its age and wherever the clock stands", () => {
    const names = [
      systemBackupName(1, new Date("2024-01-01T00:00:00Z")),
      systemBackupName(2, new Date("2024-01-02T00:00:00Z")),
    ];
    expect(systemBackupsToRemove(names, NOW)).toEqual([names[0]]);
    const ahead = [systemBackupName(1, new Date("2027-05-01T00:00:00Z")), systemBackupName(2, NOW)];
    expect(systemBackupsToRemove(ahead, NOW)).toEqual([]);
    expect(systemBackupsToRemove([], NOW)).toEqual([]);
  });

  it("are all that lay there for a day after the clock jumped ahead, and then go a few at a time (S28)", () => {
    const kept = hourByHour([], HOURLY);
    const year = 365 * 24 * 3_600_000;
    const later = (from: number, hours: number) =>
      Array.from({ length: hours }, (_, index) =>
        systemBackupName(10_000 + from + index, new Date(NOW.getTime() + year + (from + index) * 3_600_000)),
      );
    const aDayOn = hourByHour(kept, later(0, 24));
    expect(aDayOn.slice(0, kept.length)).toEqual(kept);
    expect(hourByHour(aDayOn, later(24, 2)).length).toBeGreaterThan(aDayOn.length - 8);
    expect(hourByHour(aDayOn, later(24, 72)).filter((name) => kept.includes(name))).toEqual([]);
    // Put right again, it goes on as before.
    const right = systemBackupName(20_000, new Date(NOW.getTime() + 24 * 3_600_000));
    expect(hourByHour(aDayOn, [right])).toEqual([...aDayOn, right]);
  });
});
