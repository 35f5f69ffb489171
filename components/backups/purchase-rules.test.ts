import { describe, expect, it } from "vitest";
import { extendedRange, moreDaysOf, quantityOf, viewableDaysOf } from "./purchase-rules";

describe("what an extension brings into view", () => {
  const now = { from: "2026-05-11", to: "2026-05-20" }; // enabled on 1 May with 10 days (BKP-42)

  it("makes 5 to 20 May restorable with 16 days (BKP-41)", () => {
    expect(extendedRange(now, "2026-05-01", 16)).toEqual({
      range: { from: "2026-05-05", to: "2026-05-20" },
      added: { from: "2026-05-05", to: "2026-05-10" },
    });
  });

  it("reaches no further back than the enabling day (BKP-40)", () => {
    expect(extendedRange(now, "2026-05-01", 600).added).toEqual({ from: "2026-05-01", to: "2026-05-10" });
  });

  it("adds nothing to what is seen whole already", () => {
    const young = { from: "2026-05-18", to: "2026-05-20" };
    expect(extendedRange(young, "2026-05-18", 90)).toEqual({ range: young, added: null });
  });
});

describe("what is typed", () => {
  it.each([
    ["7", 7],
    [" 600 ", 600],
    ["6", undefined],
    ["601", undefined],
    ["7.5", undefined],
    ["1e2", undefined],
    ["", undefined],
  ])("takes %o viewable days for %o (BKP-140)", (typed, days) => {
    expect(viewableDaysOf(typed)).toBe(days);
  });

  it("raises the days and never lowers them (BKP-141)", () => {
    expect([moreDaysOf("31", 30), moreDaysOf("30", 30), moreDaysOf("29", 30)]).toEqual([31, undefined, undefined]);
  });

  it("takes 1 to 100 of them (BKP-170)", () => {
    expect(["1", "100", "0", "101", "-1"].map(quantityOf)).toEqual([1, 100, undefined, undefined, undefined]);
  });
});
