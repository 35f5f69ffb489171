import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
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

  it("has the regions that it is told, and the first of them is the default one (REG-06)", () => {
    const { regions, defaultRegion } = parseEnv({ KMS_REGIONS: "eu-central-1, cn-beijing," });
    expect(regions.map(({ id }) => id)).toEqual(["eu-central-1", "cn-beijing"]);
    expect(defaultRegion).toBe("eu-central-1");
    expect(parseEnv({})).toMatchObject({ regions: DEFAULT_REGIONS, defaultRegion: "cn-hangzhou" });
    const other = parseEnv({ KMS_REGIONS: "eu-central-1,cn-beijing", KMS_DEFAULT_REGION: "cn-beijing" });
    expect(other.defaultRegion).toBe("cn-beijing");
  });

  it("takes regions of its own from a file (REG-06)", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kms-regions-"));
    const file = path.join(folder, "regions.json");
    const own = { id: "on-cellar", names: { en: "Cellar", ja: "地下室", "zh-CN": "地窖" }, zones: ["on-cellar-a"] };
    writeFileSync(file, JSON.stringify([own]));
    try {
      expect(parseEnv({ KMS_REGIONS_FILE: file }).regions).toEqual([...DEFAULT_REGIONS, own]);
      expect(parseEnv({ KMS_REGIONS_FILE: file, KMS_REGIONS: "on-cellar" })).toMatchObject({
        regions: [own],
        defaultRegion: "on-cellar",
        regionsFile: file,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
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
    [{ KMS_DEFAULT_REGION: "cn-beijing" }, "KMS_DEFAULT_REGION is not one of this deployment's regions (cn-hangzhou,"],
    [{ KMS_REGIONS: "cn-hangzhou;cn-beijing" }, "KMS_REGIONS is not a region id"],
    [{ KMS_REGIONS: "," }, "KMS_REGIONS names no region"],
    [{ KMS_REGIONS: "cn-hangzhou,cn-nowhere" }, "KMS_REGIONS names cn-nowhere, which is neither"],
    [{ KMS_REGIONS_FILE: "/nowhere.json" }, "KMS_REGIONS_FILE names no file that can be read"],
    [{ KMS_REGIONS_FILE: "README.md" }, "KMS_REGIONS_FILE is not JSON"],
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
