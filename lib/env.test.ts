import { describe, expect, it } from "vitest";
import { databaseUrlFor, parseEnv } from "./env";

describe("settings", () => {
  it("has a default for everything that a fresh checkout needs", () => {
    const settings = parseEnv({});
    expect(settings).toMatchObject({ consolePort: 3000, gatewayPort: 8090, host: "127.0.0.1", logLevel: "info" });
    expect(settings.publicUrl).toBe("http://127.0.0.1:3000");
    expect(settings.backupStore).toBe(`${settings.dataDir}/backup-store`);
  });

  it("serves HTTPS beside HTTP unless it is told not to, where HTTP is served unless it is told otherwise", () => {
    expect(parseEnv({})).toMatchObject({ gatewayTlsPort: 8443, gatewayTlsHost: "127.0.0.1", gatewayTlsNames: [] });
    const off = parseEnv({
      KMS_GATEWAY_TLS_PORT: "0",
      KMS_GATEWAY_TLS_NAMES: "kms.example.com, 10.1.2.3,",
      KMS_THROTTLE: "0",
    });
    expect(off).toMatchObject({
      gatewayTlsPort: undefined,
      gatewayTlsNames: ["kms.example.com", "10.1.2.3"],
      throttle: 0,
    });
  });

  it("takes an empty value for an absent one", () => {
    expect(parseEnv({ PORT: "", KMS_TIME_ZONE: "" }).consolePort).toBe(3000);
  });

  it.each([
    [{ PORT: "eighty" }, "PORT is not a whole number"],
    [{ PORT: "70000" }, "PORT is more than 65535"],
    [{ KMS_GATEWAY_TLS_PORT: "no" }, "KMS_GATEWAY_TLS_PORT is not a whole number"],
    [{ KMS_THROTTLE: "-1" }, "KMS_THROTTLE is less than 0"],
    [{ KMS_GATEWAY_TLS_NAMES: "not a name" }, "KMS_GATEWAY_TLS_NAMES"],
    [{ KMS_TIME_ZONE: "Mars/Base" }, "KMS_TIME_ZONE is not an IANA time zone"],
    [{ KMS_BACKUP_STORE: "ftp://x" }, "KMS_BACKUP_STORE is neither a folder nor s3://bucket/prefix"],
    [{ KMS_LOG_LEVEL: "loud" }, "KMS_LOG_LEVEL is not one of debug, info, warn, error"],
    [{ DATABASE_URL: "mysql://u@h/d" }, "DATABASE_URL is not a postgresql:// URL"],
    [{ KMS_PUBLIC_URL: "kms.example" }, "KMS_PUBLIC_URL is not an http(s) URL"],
    [{ KMS_BEHIND_TLS_PROXY: "yes" }, "KMS_BEHIND_TLS_PROXY is not one of 0, 1"],
    [{ KMS_DEFAULT_REGION: "Mars" }, "KMS_DEFAULT_REGION is not a region id"],
  ])("says in one line what is wrong with %j", (source, line) => {
    expect(() => parseEnv(source)).toThrow(line);
    expect(() => parseEnv(source)).not.toThrow("\n");
  });

  it("does not repeat a secret value in its message", () => {
    expect(() => parseEnv({ AUTH_SECRET: "hunter2" })).toThrow("AUTH_SECRET is shorter than 32 characters");
    expect(() => parseEnv({ AUTH_SECRET: "hunter2" })).not.toThrow("hunter2");
  });

  it("gives each process its own database role, and the owner's where there are no roles", () => {
    const roles = parseEnv({ DATABASE_URL: "postgresql://o@h/d", KMS_DATABASE_URL_CONSOLE: "postgresql://c@h/d" });
    expect(databaseUrlFor("console", roles)).toBe("postgresql://c@h/d");
    expect(databaseUrlFor("gateway", roles)).toBe("postgresql://o@h/d");
    expect(() => databaseUrlFor("worker", parseEnv({}))).toThrow("set DATABASE_URL");
  });
});
