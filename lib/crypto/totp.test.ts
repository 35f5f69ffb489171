import { describe, expect, it } from "vitest";
import { base32, newTotpSeed, otpauthUrl, stepsOfCode, totpCode, totpStep } from "./totp";

/** RFC 4226 and 6238, appendix D and B: the seed of the SHA-1 vectors. */
const seed = Buffer.from("12345678901234567890", "ascii");

describe("one-time codes", () => {
  it.each(
    ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"].map(
      (code, counter) => [counter, code] as const,
    ),
  )("are those of RFC 4226 at counter %i: %s", (counter, code) => {
    expect(totpCode(seed, counter)).toBe(code);
  });

  it.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("are those of RFC 6238 at %i seconds: %s", (seconds, code) => {
    expect(totpCode(seed, totpStep(new Date(seconds * 1000)), 8)).toBe(code);
  });

  it("are taken from the step before to the step after, and no further", () => {
    const at = new Date("2026-11-22T04:00:12.000Z");
    const step = totpStep(at);
    for (const [offset, taken] of [
      [-2, []],
      [-1, [step - 1]],
      [0, [step]],
      [1, [step + 1]],
      [2, []],
    ] as const) {
      expect(stepsOfCode(seed, totpCode(seed, step + offset), at)).toEqual(taken);
    }
  });

  it.each(["", "75522", "7552240", "abcdef", "７５５２２４", "7552ĲĴ", " 55224"])("are not %j", (typed) => {
    expect(stepsOfCode(seed, typed, new Date(0))).toEqual([]);
  });

  it("come from 160 bits that are new each time, written as RFC 4648 says", () => {
    expect(newTotpSeed()).toHaveLength(20);
    expect(newTotpSeed()).not.toEqual(newTotpSeed());
    expect(base32(seed)).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    const vectors = ["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"];
    expect(vectors.map((_, length) => base32(Buffer.from("foobar").subarray(0, length)))).toEqual(vectors);
  });

  it("are set up by an address that no name can alter", () => {
    const url = new URL(otpauthUrl(seed, "KMS", "a&secret=AAAA@northgate"));
    expect(url.searchParams.getAll("secret")).toEqual([base32(seed)]);
    expect(decodeURIComponent(url.pathname)).toBe("/KMS:a&secret=AAAA@northgate");
  });
});
