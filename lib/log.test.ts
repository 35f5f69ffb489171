import { describe, expect, it } from "vitest";
import { makeLog } from "./log";

function captured(least: "debug" | "info" | "warn" | "error" = "debug") {
  const lines: string[] = [];
  return { lines, log: makeLog({ service: "test" }, (line) => lines.push(line), least) };
}

describe("log", () => {
  it("writes one JSON object per line with level, time, message and the bound fields", () => {
    const { lines, log } = captured();
    log.with({ requestId: "r-1" }).warn("two\nlines", { count: 3n });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain("\n");
    const entry = JSON.parse(lines[0] ?? "");
    expect(entry).toMatchObject({
      service: "test",
      requestId: "r-1",
      level: "warn",
      message: "two\nlines",
      count: "3",
    });
    expect(Number.isNaN(Date.parse(entry.time))).toBe(false);
  });

  it("is quiet below its level", () => {
    const { lines, log } = captured("warn");
    log.info("not this");
    log.error("this");
    expect(lines).toHaveLength(1);
  });

  it.each([
    "password",
    "Plaintext",
    "secretData",
    "SecretValue",
    "accessKeySecret",
    "key_material",
    "privateKey",
    "sessionToken",
    "DATABASE_URL",
    "CiphertextBlob",
    "rootKey",
  ])("redacts a field named %s, nested too (S7)", (name) => {
    const { lines, log } = captured();
    log.info("x", { [name]: "canary", inner: { list: [{ [name]: "canary" }] } });
    expect(lines.join("")).not.toContain("canary");
  });

  it("keeps what an operator needs to see", () => {
    const { lines, log } = captured();
    log.info("x", { keyId: "key-1", secretName: "db", accessKeyId: "LTAI1", durationMs: 4 });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ keyId: "key-1", secretName: "db", accessKeyId: "LTAI1" });
  });

  it("prints no bytes and no driver detail", () => {
    const { lines, log } = captured();
    const error = Object.assign(new Error("insert failed"), { code: "23505", detail: "Key (value)=(canary) exists" });
    log.error("x", { bytes: Buffer.from("canary"), error });
    expect(lines.join("")).not.toContain("canary");
    expect(lines.join("")).not.toContain(Buffer.from("canary").toString("base64"));
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ bytes: "[6 bytes]", error: { code: "23505" } });
  });

  it.each<[string, unknown]>([
    ["a toJSON that speaks for the whole", { toJSON: () => "canary" }],
    [
      "a toJSON that throws",
      {
        toJSON: () => {
          throw new Error("canary");
        },
      },
    ],
    [
      "a getter that throws",
      Object.defineProperty({}, "odd", {
        enumerable: true,
        get: () => {
          throw new Error("canary");
        },
      }),
    ],
    [
      "an error whose message throws",
      Object.defineProperty(new Error("x"), "message", {
        get: () => {
          throw new Error("canary");
        },
      }),
    ],
    ["an error whose name is an object", Object.assign(new Error("x"), { name: { toJSON: () => "canary" } })],
    ["a Date with a toJSON of its own", Object.assign(new Date(0), { toJSON: () => "canary" })],
    ["no date", new Date(Number.NaN)],
    ["a function", () => "canary"],
    ["a symbol", Symbol("canary")],
    ["nothing", undefined],
  ])("outlives %s (S50)", (_what, error) => {
    const { lines, log } = captured();
    log.error("a call failed", { requestId: "r-1", error, inner: [{ error }] });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ message: "a call failed", requestId: "r-1" });
    expect(lines[0]).not.toContain("canary");
  });

  it("outlives a proxy that is revoked, a circle, and a text without end", () => {
    const { lines, log } = captured();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const circle: Record<string, unknown> = {};
    circle.again = circle;
    log.error("x", { proxy, circle, error: new Error("long".repeat(1_000_000)) });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ proxy: "[unprintable]" });
    expect(lines[0]?.length).toBeLessThan(50_000);
  });

  it("prints no password of an address that an error quotes", () => {
    const { lines, log } = captured();
    log.error("cannot reach postgresql://kms:canary@host/db", { error: new Error("postgresql://kms:can:ary@host/db") });
    expect(lines.join("")).not.toMatch(/canary|can:ary/);
    expect(lines.join("")).toContain("@host/db");
  });
});
