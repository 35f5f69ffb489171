import { describe, expect, it } from "vitest";
import { PAY_AS_YOU_GO, type Specification } from "../instances/instance-rules";
import { quotePayAsYouGo, quoteSubscription } from "./instance-price-rules";
import { roundHalfEven } from "./money";

const LIST: Specification = { qps: 1000, keyQuota: 1000, secretQuota: 0, accessQuota: 1, logStorageGb: 0 };
const PRICES = {
  "instance.software.month": 500_000_000n,
  "instance.software.day": 4_500_000n,
  "key.day": 30_000n,
  "instance.software.qps.month": 100_000n,
  "instance.software.key.month": 2_500n,
  "instance.software.secret.month": 100_000n,
  "instance.software.access.month": 10_000_000n,
  "instance.software.log-gb.month": 50_000n,
};

describe("rounding to the minor unit (decisions 15)", () => {
  it.each([
    [5_000n, 0n],
    [15_000n, 20_000n],
    [25_000n, 20_000n],
    [25_001n, 30_000n],
    [24_999n, 20_000n],
    [-5_000n, 0n],
    [-15_000n, -20_000n],
    [-25_000n, -20_000n],
    [10_000n, 10_000n],
    [0n, 0n],
  ])("%d becomes %d: halves go to the even one", (amount, rounded) => {
    expect(roundHalfEven(amount)).toBe(rounded);
  });
});

describe("the price of an instance (BIL-06)", () => {
  it("is the list price times the months for the default specification (INS-06)", () => {
    expect(quoteSubscription(PRICES, LIST, 1)).toMatchObject({ dueMicros: 500_000_000n, perDay: null });
    expect(quoteSubscription(PRICES, LIST, 36).dueMicros).toBe(18_000_000_000n);
  });

  it("adds a line for each part beyond it, rounded once per line", () => {
    const quote = quoteSubscription(PRICES, { ...LIST, keyQuota: 1001, secretQuota: 100, qps: 2000 }, 6);
    expect(quote.lines.map((line) => [line.code, line.quantity, line.amountMicros])).toEqual([
      ["instance.software.month", 1, 3_000_000_000n],
      ["instance.software.qps.month", 1000, 600_000_000n],
      ["instance.software.key.month", 1, 20_000n], // 6 × 0.0025 = 0.015, the even one of 0.01 and 0.02
      ["instance.software.secret.month", 100, 60_000_000n],
    ]);
    expect(quote.dueMicros).toBe(3_660_020_000n);
  });

  it("gives nothing back for less than the list price holds", () => {
    expect(quoteSubscription(PRICES, { ...LIST, qps: 200, keyQuota: 100 }, 1).dueMicros).toBe(500_000_000n);
  });

  it("is 0 for pay-as-you-go, with the price of its days (BIL-04)", () => {
    expect(PAY_AS_YOU_GO.keyQuota).toBe(100_000);
    expect(quotePayAsYouGo(PRICES)).toEqual({
      lines: [],
      dueMicros: 0n,
      perDay: { instanceMicros: 4_500_000n, keyMicros: 30_000n },
    });
  });

  it("fails rather than sells for nothing when the price table lacks a row", () => {
    expect(() => quotePayAsYouGo({})).toThrow(/instance\.software\.day/);
  });
});
