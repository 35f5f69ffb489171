import { describe, expect, it } from "vitest";
import { latestTime, localText, proposedTime, upgradeTime } from "./upgrade-time-rules";

const ZONE = "Asia/Shanghai";
const now = new Date("2026-11-22T18:30:15Z"); // 02:30:15 of the 23rd there

describe("the time of an automatic upgrade (INS-46)", () => {
  it("is written on the zone's clock, and begins with tomorrow at three", () => {
    expect(localText(now, ZONE)).toBe("2026-11-23T02:30");
    expect(proposedTime(now, ZONE)).toBe("2026-11-24T03:00");
    expect(upgradeTime(proposedTime(now, ZONE), now, ZONE)).toEqual(new Date("2026-11-23T19:00:00Z"));
  });

  it("lies within 30 days from now", () => {
    expect(upgradeTime(localText(latestTime(now), ZONE), now, ZONE)).toEqual(new Date("2026-12-22T18:30:00Z"));
    expect(upgradeTime("2026-12-23T02:31", now, ZONE)).toBeUndefined();
    expect(upgradeTime("2026-11-23T02:30", now, ZONE)).toBeUndefined();
    expect(upgradeTime("", now, ZONE)).toBeUndefined();
  });
});
