import { describe, expect, it } from "vitest";
import { expiryStage, usageSteps } from "./condition-rules";

describe("shares of a quota (AUD-16, AUD-17)", () => {
  it.each([
    [0, 10, []],
    [6, 10, []],
    [699, 1000, []],
    [7, 10, [70]],
    [89, 100, [70]],
    [9, 10, [70, 90]],
    [10, 10, [70, 90]],
    [1, 1, [70, 90]],
    [0, 0, []],
  ])("%d of %d reach %j", (used, quota, steps) => {
    expect(usageSteps(used, quota)).toEqual(steps);
  });
});

describe("how near an end is (AUD-19)", () => {
  const endsAt = new Date("2026-12-01T16:00:00.000Z");
  const earlier = (ms: number) => new Date(endsAt.getTime() - ms);
  const DAY = 24 * 3600_000;

  it.each([
    ["a millisecond before seven days", earlier(7 * DAY + 1), null],
    ["seven days to the millisecond", earlier(7 * DAY), { days: 7, at: earlier(7 * DAY) }],
    ["between seven and three", earlier(4 * DAY), { days: 7, at: earlier(7 * DAY) }],
    ["three days", earlier(3 * DAY), { days: 3, at: earlier(3 * DAY) }],
    ["a millisecond before one day", earlier(DAY + 1), { days: 3, at: earlier(3 * DAY) }],
    ["one day", earlier(DAY), { days: 1, at: earlier(DAY) }],
    ["the end itself", endsAt, { days: 0, at: endsAt }],
    ["long after", earlier(-100 * DAY), { days: 0, at: endsAt }],
  ])("at %s", (_when, now, stage) => {
    expect(expiryStage(endsAt, now)).toEqual(stage);
  });
});
