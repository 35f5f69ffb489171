import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff";

describe("waiting after a failed attempt (decisions 13)", () => {
  it.each([
    [1, 5_000],
    [2, 10_000],
    [3, 20_000],
    [8, 640_000],
    [9, 900_000],
    [1000, 900_000],
  ])("is at most the full time after attempt %d: %d ms", (attempt, full) => {
    expect(backoffMs(attempt, 0)).toBe(full);
    expect(backoffMs(attempt, 0.999999)).toBeGreaterThanOrEqual(full * 0.8);
    for (let i = 0; i < 100; i++) {
      const drawn = backoffMs(attempt);
      expect(drawn).toBeLessThanOrEqual(full);
      expect(drawn).toBeGreaterThanOrEqual(full * 0.8);
    }
  });
});
