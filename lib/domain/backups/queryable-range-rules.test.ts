import { describe, expect, it } from "vitest";
import { daysIn, dayVerdict, queryableRange } from "./queryable-range-rules";

describe("the queryable range", () => {
  const enabledDay = "2024-05-01";

  it("is the source's example: enabled on 1 May, ten days, then sixteen (BKP-41, BKP-42)", () => {
    const on20May = { enabledDay, lastRunDay: "2024-05-20" };
    expect(queryableRange({ ...on20May, viewableDays: 10 })).toEqual({ from: "2024-05-11", to: "2024-05-20" });
    expect(queryableRange({ ...on20May, viewableDays: 16 })).toEqual({ from: "2024-05-05", to: "2024-05-20" });
  });

  it("is cut at the enabling day (BKP-31)", () => {
    expect(queryableRange({ enabledDay, lastRunDay: "2024-05-03", viewableDays: 7 })).toEqual({
      from: enabledDay,
      to: "2024-05-03",
    });
    expect(queryableRange({ enabledDay, lastRunDay: enabledDay, viewableDays: 7 })).toEqual({
      from: enabledDay,
      to: enabledDay,
    });
  });

  it("is nothing before the first run", () => {
    expect(queryableRange({ enabledDay, lastRunDay: null, viewableDays: 7 })).toBeNull();
  });

  it("crosses months and leap days by the calendar", () => {
    expect(queryableRange({ enabledDay: "2024-01-01", lastRunDay: "2024-03-01", viewableDays: 3 })?.from).toBe(
      "2024-02-28",
    );
    expect(daysIn({ from: "2024-02-28", to: "2024-03-01" })).toEqual(["2024-02-28", "2024-02-29", "2024-03-01"]);
  });

  it.each([
    ["2024-04-30", "NoBackupData"],
    ["2024-05-01", "OutOfQueryableRange"],
    ["2024-05-10", "OutOfQueryableRange"],
    ["2024-05-11", "visible"],
    ["2024-05-20", "visible"],
    ["2024-05-21", "NoBackupData"],
  ])("says of %s: %s (BKP-149, BKP-150)", (day, verdict) => {
    const range = queryableRange({ enabledDay, lastRunDay: "2024-05-20", viewableDays: 10 });
    expect(dayVerdict(day, enabledDay, range)).toBe(verdict);
  });
});
