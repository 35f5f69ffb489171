import { describe, expect, it } from "vitest";
import type { BackupDay } from "@/lib/domain/backups/backup-calendar";
import { lastMonth, monthBefore, monthsUntil, turns } from "./calendar-months";

const at = (day: string) => new Date(`${day}T00:00:00Z`);
const day = (date: string, changes: number): BackupDay => ({
  day: date,
  runs: 288,
  failures: 0,
  changes,
  fullAt: at(date),
  lastAt: at(date),
  keys: 3,
  secrets: 1,
  added: 0,
  deleted: 0,
  bytes: 1000,
});
const empty = (date: string): BackupDay => ({ ...day(date, 0), runs: 0, fullAt: null, lastAt: null });
const bounds = { range: { from: "2026-11-18", to: "2026-11-21" }, enabledDay: "2026-11-10", today: "2026-11-22" };
const calendar = [day("2026-11-18", 5), empty("2026-11-19"), day("2026-11-20", 2), day("2026-11-21", 1)];

describe("monthsUntil", () => {
  const months = monthsUntil("2026-11", calendar, bounds);

  it("shows three whole months, the asked one last", () => {
    expect(months.map(({ month, days }) => [month, days.length])).toEqual([
      ["2026-09", 30],
      ["2026-10", 31],
      ["2026-11", 30],
    ]);
    expect(months[2]?.changes).toBe(8);
  });

  it.each([
    ["before the enabling there is nothing (BKP-31)", "2026-11-09", "none"],
    ["kept, but outside the range (BKP-32, BKP-40)", "2026-11-10", "hidden"],
    ["kept, the day before the range", "2026-11-17", "hidden"],
    ["a day with a run", "2026-11-18", "data"],
    ["a day of the range without a run (BKP-33)", "2026-11-19", "none"],
    ["today, before its first run", "2026-11-22", "none"],
    ["tomorrow", "2026-11-23", "future"],
  ])("%s: %s is %s", (_, date, kind) => {
    expect(months[2]?.days.find((shown) => shown.date === date)?.kind).toBe(kind);
  });
});

describe("the months shown", () => {
  const range = { from: "2026-03-05", to: "2026-11-21" };

  it("end with the newest, unless the chosen day lies before them or a month was asked for", () => {
    expect(lastMonth("", "2026-11-21", range)).toBe("2026-11");
    expect(lastMonth("", "2026-09-01", range)).toBe("2026-11");
    expect(lastMonth("", "2026-08-31", range)).toBe("2026-08");
    expect(lastMonth("2026-07", "2026-11-21", range)).toBe("2026-07");
    expect(lastMonth("2027-07", "2026-11-21", range)).toBe("2026-11");
  });

  it("turn by three, as far as there are days in range", () => {
    expect(turns("2026-11", range)).toEqual({ earlier: "2026-08" });
    expect(turns("2026-08", range)).toEqual({ earlier: "2026-05", later: "2026-11" });
    expect(turns("2026-05", range)).toEqual({ later: "2026-08" });
    expect(turns("2026-09", range)).toEqual({ earlier: "2026-06", later: "2026-11" });
  });

  it("turn one by one on a phone", () => {
    expect(turns("2026-11", range, 1)).toEqual({ earlier: "2026-10" });
    expect(turns("2026-03", range, 1)).toEqual({ later: "2026-04" });
  });

  it("cross the turn of the year", () => {
    expect(monthBefore("2026-02", 3)).toBe("2025-11");
    expect(monthBefore("2026-11", -3)).toBe("2027-02");
  });
});
