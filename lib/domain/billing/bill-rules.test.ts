import { describe, expect, it } from "vitest";
import { nextDayToBill } from "./bill-rules";

// BIL-04: which day of pay-as-you-go is charged next. Times with the offset of the zone.

const life = (startsAt: string, releasedAt: string | null = null, billedThrough: string | null = null) => ({
  startsAt: new Date(startsAt),
  releaseRequestedAt: null as Date | null,
  releasedAt: releasedAt === null ? null : new Date(releasedAt),
  billedThrough: billedThrough === null ? null : new Date(`${billedThrough}T00:00:00Z`),
});
const next = (of: ReturnType<typeof life>, now: string, timeZone = "Asia/Shanghai") =>
  nextDayToBill(of, new Date(now), timeZone);

describe("the next day to be charged", () => {
  it("is the day of buying, once it is over, at the prices and for the time from then on", () => {
    const bought = life("2027-01-31T23:59:59+08:00");
    expect(next(bought, "2027-01-31T23:59:59.999+08:00")).toBeNull();
    expect(next(bought, "2027-02-01T00:00:00+08:00")).toEqual({
      day: "2027-01-31",
      pricedAt: bought.startsAt,
      countedAt: new Date("2027-02-01T00:00:00+08:00"),
      isLast: false,
    });
  });

  it("is the day after the last one that was charged, over a leap day", () => {
    const charged = life("2028-02-01T10:00:00+08:00", null, "2028-02-28");
    expect(next(charged, "2028-02-29T23:59:59.999+08:00")).toBeNull();
    expect(next(charged, "2028-03-01T00:00:00+08:00")).toMatchObject({
      day: "2028-02-29",
      pricedAt: new Date("2028-02-29T00:00:00+08:00"),
      countedAt: new Date("2028-03-01T00:00:00+08:00"),
    });
  });

  it("ends with the day of the release, whose keys are those of the release", () => {
    const released = life("2027-01-30T10:00:00+08:00", "2027-01-31T10:00:00+08:00", "2027-01-30");
    expect(next(released, "2027-02-03T00:00:00+08:00")).toMatchObject({
      day: "2027-01-31",
      countedAt: released.releasedAt,
      isLast: true,
    });
    expect(next({ ...released, billedThrough: new Date("2027-01-31") }, "2027-02-03T00:00:00+08:00")).toBeNull();
  });

  it("ends with the day on which release was asked for, however long the release takes", () => {
    const releaseRequestedAt = new Date("2027-01-31T10:00:00+08:00");
    const asked = { ...life("2027-01-30T10:00:00+08:00", null, "2027-01-30"), releaseRequestedAt };
    for (const releasedAt of [null, new Date("2027-02-02T10:00:00+08:00")]) {
      const last = { day: "2027-01-31", countedAt: releaseRequestedAt, isLast: true };
      expect(next({ ...asked, releasedAt }, "2027-02-03T00:00:00+08:00")).toMatchObject(last);
      const charged = { ...asked, releasedAt, billedThrough: new Date("2027-01-31") };
      expect(next(charged, "2027-02-03T00:00:00+08:00")).toBeNull();
    }
  });

  it("of a release at midnight sharp is not the day that began with it, but one day is charged always", () => {
    const atMidnight = life("2027-01-30T10:00:00+08:00", "2027-01-31T00:00:00+08:00", "2027-01-30");
    expect(next(atMidnight, "2027-02-03T00:00:00+08:00")).toBeNull();
    const atOnce = life("2027-01-30T00:00:00+08:00", "2027-01-30T00:00:00+08:00");
    expect(next(atOnce, "2027-02-03T00:00:00+08:00")).toMatchObject({ day: "2027-01-30", isLast: true });
  });

  it("has 23 or 25 hours where summer time begins or ends", () => {
    const spring = next(life("2027-03-28T00:00:00+01:00"), "2027-03-29T00:00:00+02:00", "Europe/Berlin");
    expect(spring).toMatchObject({ day: "2027-03-28", countedAt: new Date("2027-03-28T22:00:00Z") });
    const autumn = life("2027-10-31T00:00:00+02:00");
    expect(next(autumn, "2027-10-31T23:59:59.999+01:00", "Europe/Berlin")).toBeNull();
    expect(next(autumn, "2027-10-31T23:00:00Z", "Europe/Berlin")).toMatchObject({ day: "2027-10-31" });
  });
});
