import { describe, expect, it } from "vitest";
import { randomBytes, randomChars, randomPassword, randomUuid, uuidV7 } from "./random";

const lettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";

describe("randomChars", () => {
  it("gives as many characters as asked, all of the alphabet", () => {
    expect(randomChars(lettersAndDigits, 21)).toMatch(/^[a-z0-9]{21}$/);
    expect(randomChars("ab", 0)).toBe("");
  });

  it("draws every character equally often (S13)", () => {
    // A bare modulo of 256 by 36 would favour four characters by 8/7, far outside the bound: chi squared with 35
    // degrees of freedom stays below 100 but for 1 run in 40 million, and a modulo would give about 640.
    const drawn = 360_000;
    const counts = new Map<string, number>();
    for (const char of randomChars(lettersAndDigits, drawn)) counts.set(char, (counts.get(char) ?? 0) + 1);
    const expected = drawn / lettersAndDigits.length;
    const chiSquared = [...lettersAndDigits].reduce(
      (sum, char) => sum + ((counts.get(char) ?? 0) - expected) ** 2 / expected,
      0,
    );
    expect(chiSquared).toBeLessThan(100);
  });

  it.each(["", "a", "aa", lettersAndDigits + lettersAndDigits])("refuses the alphabet %j", (alphabet) => {
    expect(() => randomChars(alphabet, 4)).toThrow(expect.objectContaining({ code: "InvalidLayout" }));
  });
});

describe("randomPassword (CRY-08)", () => {
  const groups = ["ab", "01"];

  it("has a character of every group where that is asked, and every such password is as likely as the others", () => {
    const drawn = 14_000;
    const counts = new Map<string, number>();
    for (let made = 0; made < drawn; made++) {
      const password = randomPassword(groups, 3, { eachGroup: true });
      counts.set(password, (counts.get(password) ?? 0) + 1);
    }
    // Of 4^3 passwords 8 lack digits and 8 lack letters.
    expect(counts.size).toBe(48);
    const expected = drawn / 48;
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 47 degrees of freedom: above 125 once in a hundred million; mending the last character gives thousands.
    expect(chiSquared).toBeLessThan(125);
  });

  it("may lack a group where that is not asked", () => {
    const passwords = Array.from({ length: 400 }, () => randomPassword(groups, 3));
    expect(passwords.some((password) => /^[ab]+$/.test(password))).toBe(true);
  });

  it.each([
    [["ab", ""], 3],
    [["ab", "01", "xy"], 2],
  ])("refuses what no password can be: %j in %i characters", (impossible, length) => {
    expect(() => randomPassword(impossible, length, { eachGroup: true })).toThrow(
      expect.objectContaining({ code: "InvalidLayout" }),
    );
  });
});

describe("ids", () => {
  it("are UUIDs of version 4", () => {
    const ids = Array.from({ length: 1000 }, randomUuid);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("are UUIDs of version 7 that carry the time given, not that of the machine", () => {
    const id = uuidV7(new Date("2022-02-22T19:22:22Z")); // the example of RFC 9562, appendix A.6
    expect(id).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidV7(new Date("2022-02-22T19:22:22.001Z")) > id).toBe(true);
  });

  it.each([new Date(Number.NaN), new Date(-1)])("refuse a time that they cannot carry", (time) => {
    expect(() => uuidV7(time)).toThrow(expect.objectContaining({ code: "InvalidLayout" }));
  });
});

it("randomBytes gives other bytes each time", () => {
  expect(randomBytes(32)).toHaveLength(32);
  expect(randomBytes(32).equals(randomBytes(32))).toBe(false);
});
