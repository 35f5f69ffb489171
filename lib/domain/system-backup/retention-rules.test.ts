import { describe, expect, it } from "vitest";
import { systemBackupsToRemove } from "./retention-rules";
import { systemBackupName, timeOf } from "./system-names";

const NOW = new Date("2026-11-22T12:00:00Z");
const HOURLY = Array.from({ length: 24 * 60 }, (_, index) => {
  const at = new Date(NOW.getTime() - (24 * 60 - index) * 3_600_000);
  return systemBackupName(index + 1, at);
});

describe("which system backups stay (decisions 11)", () => {
  it("are all of the last 48 hours, and one of each of 30 days", () => {
    const removed = new Set(systemBackupsToRemove(HOURLY, NOW));
    const kept = HOURLY.filter((name) => !removed.has(name));
    const ages = kept.map((name) => (NOW.getTime() - timeOf(name).getTime()) / 3_600_000);
    expect(ages.filter((hours) => hours < 48)).toHaveLength(47);
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
});
