import { describe, expect, it } from "vitest";
import { dayAsDate, endOfPeriod, laterEndOfPeriod, restOfPeriod, unusedDays } from "../calendar";
import { autoRenewalDue } from "./auto-renewal-rules";
import { nextPeriod } from "./extend-instance";
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

describe("a renewal (INS-24, INS-60, BKP-110)", () => {
  it.each([
    // ends, months, ends then: the same day of the month as the last day, or the month's last
    ["2026-12-23T00:00:00", 1, "2027-01-23T00:00:00"],
    ["2027-03-01T00:00:00", 1, "2027-03-29T00:00:00"], // last day 28 February
    ["2027-02-01T00:00:00", 1, "2027-03-01T00:00:00"], // last day 31 January, then 28 February
    ["2028-02-01T00:00:00", 1, "2028-03-01T00:00:00"], // then 29 February
    ["2028-03-01T00:00:00", 12, "2029-03-01T00:00:00"], // from 29 to 28 February
    ["2026-12-01T00:00:00", 36, "2029-12-01T00:00:00"],
  ])("of what ends %s for %d months ends %s", (ends, months, later) => {
    expect(laterEndOfPeriod(at(ends), months, SHANGHAI)).toEqual(at(later));
  });

  const ends = at("2027-03-01T00:00:00");
  it("goes on from the old end until the last millisecond, and from then on begins when it is paid", () => {
    const last = at("2027-02-28T23:59:59.999");
    expect(nextPeriod(ends, last, 1, SHANGHAI)).toEqual({ startsAt: ends, endsAt: at("2027-03-29T00:00:00") });
    expect(nextPeriod(ends, ends, 1, SHANGHAI)).toEqual({ startsAt: ends, endsAt: at("2027-04-02T00:00:00") });
    const late = at("2027-03-15T23:59:59");
    expect(nextPeriod(ends, late, 1, SHANGHAI)).toEqual({ startsAt: late, endsAt: at("2027-04-16T00:00:00") });
  });
});

describe("what is left of a period", () => {
  it.each([
    // now, ends, months, days of a month of so many
    ["2026-11-22T12:00:00", "2026-12-23T00:00:00", 1, 0, 31], // on the day of buying: all of the month
    ["2026-11-23T00:00:00", "2026-12-23T00:00:00", 0, 29, 30],
    ["2026-12-22T23:59:59.999", "2026-12-23T00:00:00", 0, 0, 31], // the last day has begun
    ["2026-12-01T00:00:00", "2027-06-01T00:00:00", 5, 30, 31],
    ["2028-01-31T10:00:00", "2028-03-01T00:00:00", 1, 0, 31],
  ])("at %s of what ends %s: %d months and %d days of %d", (now, ends, months, days, daysOfMonth) => {
    expect(restOfPeriod(at(now), at(ends), SHANGHAI)).toEqual({ months, days, daysOfMonth });
  });

  const bought = { startsAt: at("2026-11-22T12:00:00"), endsAt: at("2026-12-23T00:00:00") };
  const renewed = { startsAt: at("2026-12-23T00:00:00"), endsAt: at("2027-01-23T00:00:00") };
  it.each([
    [bought, "2026-11-22T12:00:01", 30, 30],
    [bought, "2026-11-22T23:59:59.999", 30, 30],
    [bought, "2026-11-23T00:00:00", 29, 30],
    [bought, "2026-12-22T00:00:00", 0, 30],
    [bought, "2027-01-05T00:00:00", 0, 30],
    [renewed, "2026-11-23T00:00:00", 31, 31],
    [renewed, "2026-12-22T23:59:59.999", 31, 31],
    [renewed, "2026-12-23T00:00:00", 30, 31],
  ])("days of %o that have not begun at %s: %d of %d (INS-65)", (period, now, unused, total) => {
    expect(unusedDays(period, at(now), SHANGHAI)).toEqual({ unused, total });
  });
});

describe("an automatic renewal is tried (INS-25)", () => {
  const endsAt = at("2027-03-01T00:00:00");
  const day = (date: string) => dayAsDate(date);
  it.each([
    ["2027-02-21T23:59:59.999", null, false],
    ["2027-02-22T00:00:00", null, true], // a week before
    ["2027-02-22T00:00:01", day("2027-02-22"), false], // once a day
    ["2027-02-23T00:00:00", day("2027-02-22"), true],
    ["2027-02-28T23:59:59.999", day("2027-02-28"), false],
    ["2027-03-01T00:00:00", day("2027-02-28"), false], // tried on the last day: over
    ["2027-03-01T00:00:00", day("2027-02-26"), true], // no worker ran since
    ["2027-03-01T00:00:00", null, true],
    ["2027-03-15T23:59:59.999", null, true],
    ["2027-03-15T12:00:00", day("2027-03-02"), false],
    ["2027-03-16T00:00:00", null, false], // to be released
  ])("at %s, last on %s: %s", (now, renewalTriedOn, due) => {
    expect(autoRenewalDue({ endsAt, renewalTriedOn }, at(now), SHANGHAI)).toBe(due);
  });

  it("is not for what has no end", () => {
    expect(autoRenewalDue({ endsAt: null, renewalTriedOn: null }, endsAt, SHANGHAI)).toBe(false);
  });
});
