import { describe, expect, it } from "vitest";
import { endOfPeriod } from "../calendar";
import { isExpired, saleStatusAt } from "./instance-state";
import { releaseDueAt } from "./release-date";

const SHANGHAI = "Asia/Shanghai";
const at = (local: string) => new Date(`${local}+08:00`);

describe("the period of a subscription (INS-60)", () => {
  it.each([
    // bought, months, ends: 00:00:00 of the day after the same day of the month, or the month's last
    ["2026-11-22T12:00:00.000", 1, "2026-12-23T00:00:00"],
    ["2026-11-22T23:59:59.999", 1, "2026-12-23T00:00:00"],
    ["2026-11-23T00:00:00.000", 1, "2026-12-24T00:00:00"],
    ["2026-01-30T08:00:00.000", 1, "2026-03-01T00:00:00"],
    ["2026-01-31T23:59:59.000", 1, "2026-03-01T00:00:00"],
    ["2026-02-01T00:00:00.000", 1, "2026-03-02T00:00:00"],
    ["2028-01-31T08:00:00.000", 1, "2028-03-01T00:00:00"], // the last day is 29 February
    ["2028-02-29T08:00:00.000", 12, "2029-03-01T00:00:00"],
    ["2026-12-31T08:00:00.000", 2, "2027-03-01T00:00:00"],
    ["2026-08-31T08:00:00.000", 6, "2027-03-01T00:00:00"],
    ["2026-11-30T08:00:00.000", 36, "2029-12-01T00:00:00"],
  ])("bought %s for %d months, ends %s", (bought, months, ends) => {
    expect(endOfPeriod(at(bought), months, SHANGHAI)).toEqual(at(ends));
  });

  it("is over at its end and not a millisecond earlier, and released 15 days later (INS-62, INS-69)", () => {
    const endsAt = endOfPeriod(at("2026-11-30T18:30:00"), 3, SHANGHAI);
    expect(endsAt).toEqual(at("2027-03-01T00:00:00"));
    const instance = { saleStatus: "Normal", endsAt } as const;
    expect(isExpired(instance, at("2027-02-28T23:59:59.999"))).toBe(false);
    expect(isExpired(instance, at("2027-03-01T00:00:00.000"))).toBe(true);
    expect(saleStatusAt(instance, at("2027-03-15T23:59:59.999"))).toBe("Expired");
    expect(releaseDueAt(endsAt, SHANGHAI)).toEqual(at("2027-03-16T00:00:00"));
  });
});
