import { describe, expect, it } from "vitest";
import { isPassing, TARGET_ERRORS } from "./rotation-ports";
import { afterFailure, restUntil, retryAt, rotationAfter, type WayBack, wayBack } from "./rotation-rules";

const WAYS: readonly WayBack[] = ["restores", "takesBack", "none"];

describe("a step that was not done", () => {
  it.each(TARGET_ERRORS)(
    "%s is tried three times where it is a refusal, for an hour where it passes (P20)",
    (error) => {
      const allowed = isPassing(error) ? 12 : 3;
      for (const step of ["Set", "Test"] as const) {
        for (const back of WAYS) {
          for (let attempts = 1; attempts <= 13; attempts++) {
            // SEC-15: whoever has one account must know its value; ACSCurrent of others was never touched.
            const givenUp = back === "none" ? "fail" : "Revert";
            expect(afterFailure({ step, attempts, back, error })).toBe(attempts < allowed ? "again" : givenUp);
          }
        }
      }
    },
  );

  it.each(TARGET_ERRORS)(
    "in Revert %s never ends it for the one account; a key is taken back as far as possible",
    (error) => {
      const allowed = isPassing(error) ? 12 : 3;
      for (const attempts of [1, 3, 12, 1000]) {
        expect(afterFailure({ step: "Revert", attempts, back: "restores", error })).toBe("again");
        const verdict = afterFailure({ step: "Revert", attempts, back: "takesBack", error });
        expect(verdict).toBe(attempts < allowed ? "again" : "fail");
      }
    },
  );

  it("what rests is looked at again after as long as it has waited, half a minute to a quarter of an hour", () => {
    const now = new Date("2026-11-22T04:00:00Z");
    const restOf = (waitedMs: number) => restUntil(now, new Date(now.getTime() - waitedMs)).getTime() - now.getTime();
    expect([-5000, 0, 30_000, 100_000, 900_000, 86_400_000].map(restOf)).toEqual([
      30_000, 30_000, 30_000, 100_000, 900_000, 900_000,
    ]);
  });

  it("what our own rows refuse fails at once, and before Set there is nothing to revert", () => {
    for (const error of ["AccessKeyLimit", "RotationTargetNotFound", "UserNotFound"] as const) {
      expect(afterFailure({ step: "Create", attempts: 1, back: "restores", error })).toBe("fail");
    }
    expect(afterFailure({ step: "Set", attempts: 1, back: "restores", error: "RotationTargetNotFound" })).toBe(
      "Revert",
    );
    expect(afterFailure({ step: "Retire", attempts: 1, back: "none", error: "AccessKeyInactive" })).toBe("fail");
  });

  it("is waited for longer each time, up to a quarter of an hour", () => {
    const now = new Date("2026-11-22T04:00:00Z");
    const waits = Array.from({ length: 14 }, (_, n) => retryAt(now, n + 1).getTime() - now.getTime());
    for (const [n, wait] of waits.entries()) {
      const full = Math.min(5000 * 2 ** n, 900_000);
      expect(wait).toBeGreaterThanOrEqual(full * 0.8);
      expect(wait).toBeLessThanOrEqual(full);
    }
    // All that are made before it is given up take an hour, not a day.
    const hour = waits.slice(0, 11).reduce((sum, wait) => sum + wait, 0) / 3600_000;
    expect(hour).toBeGreaterThan(0.8);
    expect(hour).toBeLessThan(1.5);
  });
});

it("only a secret of one account whose value is known has to be set back (SEC-15)", () => {
  const ways = (kind: "Setup" | "Immediate") =>
    (["SingleUser", "DoubleUsers", "RamUserAccessKey", "Password", "SSHKey"] as const).map((subType) =>
      wayBack(kind, subType),
    );
  expect(ways("Immediate")).toEqual(["restores", "none", "none", "restores", "takesBack"]);
  expect(ways("Setup")).toEqual(["none", "none", "none", "none", "none"]);
});

it("the next date counts from the last rotation (SEC-34)", () => {
  expect(rotationAfter(new Date("2026-11-22T04:00:00Z"), 21_600)).toEqual(new Date("2026-11-22T10:00:00Z"));
});
