import { describe, expect, it } from "vitest";
import { amountWithin, LARGEST_MICROS, PRICE, plainAmount, TOP_UP, typedAmount } from "./amount-rules";

describe("amounts that people give", () => {
  it("are read as they are typed, to the cent", () => {
    const read: [string, bigint | undefined][] = [
      ["100", 100_000_000n],
      ["0.5", 500_000n],
      ["0.01", 10_000n],
      ["1000000000.00", LARGEST_MICROS],
      [" 7.30 ", 7_300_000n],
      ...["", "-1", "1.005", "1,000", "1e3", ".5", "1.", "٣", "1000000000000.00".padStart(20, "9")].map(
        (wrong): [string, undefined] => [wrong, undefined],
      ),
    ];
    for (const [typed, amount] of read) expect([typed, typedAmount(typed)]).toEqual([typed, amount]);
  });

  it("are printed so that they can be typed again", () => {
    for (const amount of [0n, 10_000n, 500_000n, 100_000_000n, LARGEST_MICROS]) {
      expect(typedAmount(plainAmount(amount))).toBe(amount);
    }
    expect(plainAmount(-1_500_000n)).toBe("-1.50");
    expect(plainAmount(2_500n)).toBe("0.0025");
  });

  it("lie within their limits and are whole cents", () => {
    for (const amount of [10_000n, LARGEST_MICROS]) expect(amountWithin(TOP_UP, amount)).toBe(amount);
    for (const amount of [0n, -10_000n, 10_001n, 9_999n, LARGEST_MICROS + 10_000n]) {
      expect(() => amountWithin(TOP_UP, amount)).toThrow(
        expect.objectContaining({
          code: "InvalidAmount",
          params: { minimum: "0.01", maximum: "1000000000.00" },
        }),
      );
    }
    expect(amountWithin(PRICE, 0n)).toBe(0n);
    expect(() => amountWithin(PRICE, PRICE.maximum + 10_000n)).toThrow();
  });
});
