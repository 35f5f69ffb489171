import { describe, expect, it } from "vitest";
import { accountNameOf } from "./account-rules";
import { assertPassword } from "./password-rules";
import { isLive, needsTouch, sessionExpiry } from "./session-rules";
import { addressKey, admitAttempt, waitSeconds } from "./sign-in-rules";

const at = new Date("2026-11-22T04:00:00.000Z");
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

describe("names of accounts", () => {
  it.each([
    ["northgate", "northgate"],
    [" North-Gate.1 ", "north-gate.1"],
    ["a1_", null],
    ["ab", null],
    ["1234567890123456", null],
    ["ünder", null],
    ["a".repeat(65), null],
    ["a b c", null],
  ])("%j is kept as %j", (typed, kept) => {
    if (kept === null) expect(() => accountNameOf(typed)).toThrow("InvalidAccountName");
    else expect(accountNameOf(typed)).toBe(kept);
  });
});

describe("passwords (S35)", () => {
  it.each([
    ["a long walk beside the canal", null],
    ["鍵は机の引き出しの中の箱の底にある", null],
    ["elevenchars", "PasswordTooShort"],
    ["🔑🔑🔑🔑🔑🔑", "PasswordTooShort"],
    ["Password1234", "PasswordTooCommon"],
    ["abababababababab", "PasswordTooCommon"],
    ["northgatenorthgate", "PasswordTooCommon"],
    ["northgate-2026", "PasswordTooCommon"],
  ])("%j: %s", (password, refusal) => {
    if (refusal) expect(() => assertPassword(password, "northgate")).toThrow(refusal);
    else expect(() => assertPassword(password, "northgate")).not.toThrow();
  });
});

describe("the back-off of sign-ins (S33)", () => {
  it("lets four wrong tries pass freely, then doubles the wait up to a quarter of an hour", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 500].map(waitSeconds)).toEqual([
      0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900,
    ]);
  });

  it("forgets after a quarter of an hour without a try", () => {
    const before = { count: 7, blockedUntil: later(120), lastAt: at };
    expect(admitAttempt(before, later(119))).toEqual({ admitted: false, retryAfterSeconds: 1 });
    expect(admitAttempt(before, later(120))).toMatchObject({ admitted: true, next: { count: 8 } });
    expect(admitAttempt(before, later(900))).toMatchObject({ admitted: true, next: { count: 1 } });
  });

  it("forgets no wait that is still running", () => {
    const before = { count: 20, blockedUntil: later(900), lastAt: at };
    expect(admitAttempt(before, later(899.9))).toMatchObject({ admitted: false });
  });

  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8::1", "2001:0db8:0000:0000::/64"],
    ["2001:DB8:0:0:ffff::9", "2001:0db8:0000:0000::/64"],
    ["::1", "0000:0000:0000:0000::/64"],
    ["fe80::1%eth0", "fe80:0000:0000:0000::/64"],
    [undefined, ""],
  ])("counts %s as %s", (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe("a session's life (S31)", () => {
  const session = { seenAt: at, expiresAt: sessionExpiry(at), revokedAt: null };
  it("ends 12 hours after sign-in, two after its last use, or when it is revoked", () => {
    expect(isLive(session, later(7199))).toBe(true);
    expect(isLive(session, later(7200))).toBe(false);
    expect(isLive({ ...session, seenAt: later(43_000) }, later(43_199))).toBe(true);
    expect(isLive({ ...session, seenAt: later(43_000) }, later(43_200))).toBe(false);
    expect(isLive({ ...session, revokedAt: at }, at)).toBe(false);
  });
  it("is noted as used once a minute", () => {
    expect([59, 60].map((seconds) => needsTouch(session, later(seconds)))).toEqual([false, true]);
  });
});
