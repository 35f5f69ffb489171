import { describe, expect, it } from "vitest";
import type { BackupTick } from "@/lib/domain/backups/backup-calendar";
import { clockOf, momentAt, tapeOf, timeOf } from "./moments";

const ZONE = "Asia/Shanghai";
const run = (local: string, part: Partial<BackupTick> = {}): BackupTick =>
  ({ at: new Date(`${local}+08:00`), kind: "Incremental", state: "Complete", changes: 0, ...part }) as BackupTick;

const DAY = [
  run("2026-11-19T00:00:00", { kind: "Full", changes: 5 }),
  run("2026-11-19T00:05:00"),
  run("2026-11-19T00:10:00", { state: "Failed" }),
  run("2026-11-19T00:15:00", { changes: 2 }),
];

describe("the moment of a time (BKP-30, BKP-33)", () => {
  it("is the run of that minute, with its neighbours", () => {
    const moment = momentAt(DAY, "00:05", ZONE);
    expect(moment).toEqual({ tick: DAY[1], earlier: false, previous: DAY[0], next: DAY[3] });
  });

  it("is the last complete run before it where its own failed, and says so", () => {
    expect(momentAt(DAY, "00:10", ZONE)).toMatchObject({ tick: DAY[1], earlier: true });
    expect(momentAt(DAY, "23:59", ZONE)).toMatchObject({ tick: DAY[3], earlier: true, next: undefined });
  });

  it("is none before the day's first complete run: a later state is never shown as an earlier one", () => {
    expect(momentAt(DAY.slice(1), "00:00", ZONE)).toBeNull();
  });
});

it("a run that shares its minute with another is named to the second, so that each can be chosen", () => {
  const first = run("2026-11-19T09:21:05", { kind: "Full" });
  const second = run("2026-11-19T09:21:40");
  const day = [first, second, run("2026-11-19T09:25:00")];
  expect(day.map((tick) => timeOf(tick, day, ZONE))).toEqual(["09:21:05", "09:21:40", "09:25"]);
  expect(tapeOf(day, "2026-11-19", ZONE).map(({ time }) => time)).toEqual(["09:21:05", "09:21:40", "09:25"]);
  expect(momentAt(day, "09:21:05", ZONE)).toMatchObject({ tick: first, earlier: false, next: second });
  expect(momentAt(day, "09:21", ZONE)).toMatchObject({ tick: second, earlier: false, previous: first });
});

it("lays the runs on the tape where they lie in the business day", () => {
  expect(tapeOf([...DAY, run("2026-11-19T12:00:00")], "2026-11-19", ZONE).map(({ x, is }) => [x, is])).toEqual([
    [0, "full"],
    [0.0035, "increment"],
    [0.0069, "failed"],
    [0.0104, "increment"],
    [0.5, "increment"],
  ]);
  expect(clockOf(new Date("2026-11-18T16:00:00Z"), ZONE)).toBe("00:00");
});
