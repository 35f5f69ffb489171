import { describe, expect, it } from "vitest";
import { tokenDigest } from "@/lib/crypto/digest";
import { assertSessionName, assertTokenHolds, newSecurityToken, parseRoleArn, tokenSeconds } from "./role-token-rules";

const refusedAs = (code: string, params = {}) => expect.objectContaining({ code, params });

describe("a security token", () => {
  const token = newSecurityToken();
  const expiresAt = new Date("2026-11-22T05:00:00.000Z");
  const kept = { tokenSha256: tokenDigest(token), expiresAt };

  it("holds up to the moment at which it ends, and not at it", () => {
    expect(() => assertTokenHolds(kept, token, new Date(expiresAt.getTime() - 1))).not.toThrow();
    for (const late of [0, 1, 86_400_000]) {
      expect(() => assertTokenHolds(kept, token, new Date(expiresAt.getTime() + late))).toThrow(
        refusedAs("TokenExpired"),
      );
    }
  });

  it("is another than one of the same form, and than what has no such form", () => {
    const at = new Date(0);
    expect(() => assertTokenHolds(kept, newSecurityToken(), at)).toThrow(refusedAs("TokenMismatch"));
    for (const malformed of [
      "",
      "x",
      token.slice(1),
      `${token}A`,
      `${token}\n`,
      ` ${token}`,
      token.replace(/.$/, "é"),
    ]) {
      expect(() => assertTokenHolds(kept, malformed, at)).toThrow(refusedAs("TokenMalformed"));
    }
  });
});

describe("what is asked for with a role", () => {
  it("lives an hour unless something else is asked, and never longer than the role allows", () => {
    expect(tokenSeconds(undefined, { maxTokenSeconds: 43_200 })).toBe(3600);
    expect(tokenSeconds(undefined, { maxTokenSeconds: 1200 })).toBe(1200);
    expect(tokenSeconds(900, { maxTokenSeconds: 3600 })).toBe(900);
    expect(tokenSeconds(43_200, { maxTokenSeconds: 43_200 })).toBe(43_200);
    for (const seconds of [0, -900, 899, 3601]) {
      expect(() => tokenSeconds(seconds, { maxTokenSeconds: 3600 })).toThrow(
        refusedAs("InvalidParameter", { name: "DurationSeconds" }),
      );
    }
  });

  it.each(["ab", "alice@example.com", "a.b-c_d", "x".repeat(64)])("may be called %s", (name) => {
    expect(() => assertSessionName(name)).not.toThrow();
  });
  it.each(["", "a", "a/b", "a b", "é1", "a\nb", "x".repeat(65)])("may not be called %j", (name) => {
    expect(() => assertSessionName(name)).toThrow(refusedAs("InvalidParameter", { name: "RoleSessionName" }));
  });

  it("names the role by an ARN of ACC-02", () => {
    expect(parseRoleArn("acs:ram::1234567890123456:role/ops")).toEqual({ accountId: "1234567890123456", name: "ops" });
    for (const arn of [
      "",
      "ops",
      "acs:ram::1234567890123456:user/ops",
      "acs:ram::1234567890123456:root",
      "acs:ram::1234567890123456:role/",
      "acs:ram::1234567890123456:role/a/b",
      "acs:ram:cn-hangzhou:1234567890123456:role/ops",
      "acs:ram::*:role/ops",
    ]) {
      expect(() => parseRoleArn(arn)).toThrow(refusedAs("InvalidParameter", { name: "RoleArn" }));
    }
  });
});
