import { expect, it } from "vitest";
import { amountText } from "./amount-text";

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

it.each([
  [1_500_000_000n, "en", "USD 1,500.00"],
  [0n, "en", "USD 0.00"],
  [30_000n, "en", "USD 0.03"],
  [2_500n, "en", "USD 0.0025"],
  [-10_000n, "en", "-USD 0.01"],
  [9_500_000_000n, "ja", "USD 9,500.00"],
  [9_500_000_000n, "zh-CN", "USD 9,500.00"],
])("%s micro-units in %s are %s", (micros, locale, expected) => {
  expect(plain(amountText(micros, locale))).toBe(expected);
});

it("loses nothing beyond what a float can hold (decisions 15)", () => {
  expect(plain(amountText(90_071_992_547_409_930_000n, "en"))).toBe("USD 90,071,992,547,409.93");
});
