import fc from "fast-check";
import { expect, it } from "vitest";
import { fits } from "./wildcard";

const seed = Date.now() % 2 ** 31;

function naive(pattern: string): RegExp {
  const source = [...pattern].map((char) =>
    char === "*" ? ".*" : char === "?" ? "." : char.replace(/[^a-z]/i, "\\$&"),
  );
  return new RegExp(`^${source.join("")}$`, "s");
}

it(`agrees with a regular expression (seed ${seed})`, () => {
  const patterns = fc
    .array(fc.constantFrom("a", "b", "*", "?", ":", "."), { maxLength: 12 })
    .map((all) => all.join(""));
  const texts = fc.array(fc.constantFrom("a", "b", ":", ".", "\n"), { maxLength: 14 }).map((all) => all.join(""));
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      expect(fits(pattern, text)).toBe(naive(pattern).test(text));
    }),
    { seed, numRuns: 20_000 },
  );
});

it("no pattern is slow: its steps are bounded by the square of the text's length", () => {
  const pattern = `${"*a".repeat(16_000)}b`;
  const startedAt = performance.now();
  for (let turn = 0; turn < 1000; turn++) expect(fits(pattern, "a".repeat(300))).toBe(false);
  // Exponential or cubic work would take hours; the bound leaves a slow machine a hundredfold.
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

it("a pattern's other characters are themselves", () => {
  expect(fits("kms:G.t*", "kms:GetKey")).toBe(false);
  expect(fits("[a-z]", "b")).toBe(false);
  expect(fits("", "")).toBe(true);
  expect(fits("", "a")).toBe(false);
  expect(fits("**", "")).toBe(true);
});
