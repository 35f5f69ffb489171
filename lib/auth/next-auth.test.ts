import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DomainError } from "@/lib/domain/errors";

beforeAll(() => {
  vi.resetModules(); // the settings are read once
  vi.stubEnv("AUTH_SECRET", "a-secret-of-a-test-that-is-long-enough");
  vi.stubEnv("KMS_COOKIE_SUFFIX", "0123abcd");
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe("the session's cookie", () => {
  it("carries the session's token through next-auth and back, and shows it to nobody else", async () => {
    const { issueCookie, tokenIn } = await import("./next-auth");
    const cookie = await issueCookie(async () => ({ token: "the-token" }));
    expect(cookie).not.toContain("the-token");
    expect(Buffer.from(cookie.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("the-token");
    await expect(tokenIn(cookie)).resolves.toBe("the-token");
    await expect(tokenIn(`${cookie.slice(0, -4)}AAAA`)).resolves.toBeNull();
    await expect(tokenIn("nonsense")).resolves.toBeNull();
    await expect(tokenIn(undefined)).resolves.toBeNull();
  });

  it("hands on the refusal of whoever was asked, with its code and values", async () => {
    const { issueCookie } = await import("./next-auth");
    const refusal = new DomainError("TooManyAttempts", { seconds: 30 });
    await expect(issueCookie(() => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it("is named after the installation, HttpOnly and SameSite=Lax (S32)", async () => {
    const { sessionCookie } = await import("./session-cookie");
    expect(sessionCookie()).toMatchObject({
      name: "kms-0123abcd",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: false },
    });
  });

  it("is Secure and bound to this very host where there is TLS (S32)", async () => {
    vi.resetModules();
    vi.stubEnv("KMS_PUBLIC_URL", "https://kms.example.org");
    const { sessionCookie } = await import("./session-cookie");
    const { name, options } = sessionCookie();
    expect(name).toBe("__Host-kms-0123abcd");
    // What the prefix asks for (RFC 6265bis): Secure, the whole path, no domain.
    expect(options).toMatchObject({ secure: true, httpOnly: true, sameSite: "lax", path: "/" });
    expect(options).not.toHaveProperty("domain");
  });
});
