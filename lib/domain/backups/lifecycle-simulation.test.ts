import { describe, expect, it } from "vitest";
import { long } from "@/lib/testing/long";
import { businessDayOf, momentOf } from "../calendar";
import { backupStateAt, hasLeft, isPurgeDue, leavesAt, type Standing } from "./backup-lifecycle-rules";
import { planRun, runDueAt } from "./backup-schedule-rules";
import { Simulation } from "./lifecycle-simulation.test-support";

const SEEDS = long ? 1000 : 20;

it(`${SEEDS} lives of a year and more break no rule (S27)`, () => {
  const sum = { runs: 0, purged: 0, renewed: 0, extended: 0, reset: 0, jumps: 0, outages: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { years, counts } = new Simulation(seed).run();
    expect(years).toBeGreaterThanOrEqual(1);
    for (const [what, count] of Object.entries(counts)) sum[what as keyof typeof sum] += count; // its own names
  }
  // Nothing of it was left out.
  expect(Object.entries(sum).filter(([, count]) => count < SEEDS / 2)).toEqual([]);
}, 900_000);

it("a seed replays the same trace (S27)", () => {
  const [one, again] = [new Simulation(7).run(), new Simulation(7).run()];
  expect(one.trace.length).toBeGreaterThan(1000);
  expect(again.trace).toEqual(one.trace);
});

describe("the clock (S28)", () => {
  const zone = "America/New_York";
  const at = (local: string, timeZone = zone) => {
    const moment = momentOf(local, timeZone);
    if (!moment) throw new Error(`${local} is no time`);
    return moment;
  };

  /** What a worker that looks every five minutes takes. */
  function runsOver(moments: Iterable<Date>, timeZone = zone) {
    const runs: { tick: string; day: string; kind: string }[] = [];
    let backup = {
      enabledAt: null as Date | null,
      lastTickAt: null as Date | null,
      lastCompletedAt: null as Date | null,
      lastBusinessDay: null as string | null,
      takenAt: null as Date | null,
      expiresAt: null,
    };
    for (const now of moments) {
      if (runDueAt(backup, now) === null) continue;
      const enabledAt = backup.enabledAt ?? now;
      const { tickAt, day, kind } = planRun({ ...backup, enabledAt }, now, timeZone);
      const last = { lastTickAt: tickAt, lastCompletedAt: tickAt, lastBusinessDay: day, takenAt: now };
      backup = { ...backup, enabledAt, ...last };
      runs.push({ tick: tickAt.toISOString(), day, kind });
      expect(runDueAt(backup, now)).toBeNull();
    }
    return runs;
  }

  function* everyFiveMinutes(from: Date, to: Date) {
    for (let time = from.getTime(); time < to.getTime(); time += 5 * 60_000) yield new Date(time);
  }

  it.each([
    ["a day of 23 hours", "2027-03-13T12:00", "2027-03-16T12:00", 71],
    ["a day of 25 hours", "2027-11-06T12:00", "2027-11-09T12:00", 73],
    ["a leap day", "2028-02-28T12:00", "2028-03-02T12:00", 72],
    ["the end of a year", "2027-12-30T12:00", "2028-01-02T12:00", 72],
  ])("%s has its full and no other, and each mark one run", (_what, from, to, hours) => {
    const runs = runsOver(everyFiveMinutes(at(from), at(to)));
    expect(runs).toHaveLength(hours * 12);
    const fulls = runs.filter(({ kind }) => kind === "Full").map(({ day }) => day);
    expect(fulls).toEqual([...new Set(runs.map(({ day }) => day))]);
    expect(fulls).toHaveLength(4);
    expect(new Set(runs.map(({ tick }) => tick)).size).toBe(runs.length);
  });

  it("put back by an hour it takes a run at each mark and no full anew, and no tick twice", () => {
    const noon = at("2027-06-01T12:00").getTime();
    const back = [...everyFiveMinutes(new Date(noon - 3600_000), new Date(noon + 3600_000))];
    const runs = runsOver([...everyFiveMinutes(new Date(noon - 3600_000), new Date(noon)), ...back]);
    expect(runs.filter(({ kind }) => kind === "Full")).toHaveLength(1);
    expect(runs).toHaveLength(12 + back.length);
    const ticks = runs.map(({ tick }) => tick);
    expect(ticks).toEqual([...new Set(ticks)].sort());
  });

  it("put back over midnight it takes no second full of a day", () => {
    const midnight = at("2027-06-02T00:00").getTime();
    const around = (from: number, to: number) => [
      ...everyFiveMinutes(new Date(midnight + from * 60_000), new Date(midnight + to * 60_000)),
    ];
    const runs = runsOver([...around(-30, 30), ...around(-30, 60)]);
    const fulls = runs.filter(({ kind }) => kind === "Full").map(({ day }) => day);
    expect(fulls).toEqual(["2027-06-01", "2027-06-02"]);
  });

  it("a day ahead and back again, every day that passes has its run", () => {
    const start = at("2027-06-01T12:00").getTime();
    const hour = (n: number) => new Date(start + n * 3600_000);
    const runs = runsOver([hour(0), hour(24), hour(1), hour(13), hour(36), hour(60)]);
    const passed = [hour(0), hour(13), hour(36), hour(60)].map((now) => businessDayOf(now, zone));
    expect([...new Set(runs.map(({ day }) => day))]).toEqual([...new Set(passed)]);
  });

  it("put back after the enabling it takes no run from before it (BKP-31)", () => {
    const enabledAt = at("2027-06-02T08:00");
    const unrun = { enabledAt, lastTickAt: null, lastCompletedAt: null, lastBusinessDay: null };
    const run = planRun(unrun, at("2027-06-01T08:00"), zone);
    expect(run).toEqual({ tickAt: enabledAt, day: "2027-06-02", kind: "Full" });
  });

  it("a renewal makes a full due at once, later than all before it (BKP-111)", () => {
    const lastCompletedAt = at("2027-06-02T08:00");
    const enabledAt = at("2027-05-01T08:00");
    const renewed = { enabledAt, lastTickAt: null, lastCompletedAt, lastBusinessDay: "2027-06-02" };
    const now = at("2027-06-02T08:01");
    expect(runDueAt({ ...renewed, takenAt: null, expiresAt: at("2027-07-01T00:00") }, now)).not.toBeNull();
    expect(planRun(renewed, now, zone)).toEqual({ tickAt: now, day: "2027-06-02", kind: "Full" });
    const later = new Date(lastCompletedAt.getTime() + 1);
    expect(planRun(renewed, at("2027-06-02T07:00"), zone)).toMatchObject({ tickAt: later, kind: "Full" });
  });

  const bound: Standing = {
    type: "Paid",
    state: "Enabled",
    bindingId: "b",
    expiresAt: at("2027-03-01T00:00"),
    sourceReleasedAt: null,
    leaving: false,
  };
  const plus = (moment: Date | null, hours: number) => new Date((moment?.getTime() ?? 0) + hours * 3600_000);

  it("a day ahead it purges nothing before its time, and put right it knows the backup again", () => {
    const leaves = leavesAt(bound, zone);
    // 15 days with a day of 23 hours among them are never less than 15 × 24 hours (INS-69).
    expect(leaves).toEqual(at("2027-03-16T01:00"));
    const before = plus(leaves, -1 / 3600);
    expect(isPurgeDue(bound, plus(before, 24), zone)).toBe(false);
    expect([hasLeft(bound, plus(before, 24), zone), hasLeft(bound, before, zone)]).toEqual([true, false]);
    expect(isPurgeDue(bound, plus(leaves, 24), zone)).toBe(true);
    const written = { ...bound, state: "Expired" } as const;
    const nearlyOver = plus(bound.expiresAt, -1);
    expect(backupStateAt(written, nearlyOver)).toBe("Enabled");
    expect(backupStateAt({ ...written, bindingId: null }, nearlyOver)).toBe("Disabled");
  });

  it("counts the 90 days of an automatic backup by the calendar, over a leap day (BKP-14)", () => {
    const sourceReleasedAt = at("2027-12-01T15:00", "Asia/Shanghai");
    const automatic: Standing = { ...bound, type: "SystemCreated", expiresAt: null, sourceReleasedAt };
    expect(leavesAt(automatic, "Asia/Shanghai")).toEqual(at("2028-03-01T00:00", "Asia/Shanghai"));
    expect(leavesAt({ ...automatic, sourceReleasedAt: null }, "Asia/Shanghai")).toBeNull();
    expect(leavesAt({ ...automatic, type: "Default" }, "Asia/Shanghai")).toBeNull();
  });
});
