import { describe, expect, it } from "vitest";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { backupAddressOf, backupHref } from "./backup-address";
import { backupsAddressOf, backupsHref, isFiltered, matching } from "./backups-address";
import { awaitsFirstRun, shownState } from "./shown-state";

const backup = (part: Partial<BackupView>): BackupView => ({
  backupId: "bkp-1",
  arn: "acs:kms:cn-hangzhou:1000000000000001:backup/bkp-1",
  alias: null,
  type: "SystemCreated",
  state: "Enabled",
  region: "cn-hangzhou",
  sourceInstanceId: "kst-1",
  sourceReleasedAt: null,
  keptUntil: null,
  sourceExpired: false,
  graceUntil: null,
  uploadedFrom: null,
  viewableDays: 90,
  range: { from: "2026-11-01", to: "2026-11-22" },
  createdAt: new Date(0),
  enabledAt: new Date(0),
  expiresAt: null,
  recoveryPoint: new Date(0),
  late: false,
  failure: null,
  verifiedAt: null,
  verifyError: null,
  lastDrill: null,
  keys: 0,
  secrets: 0,
  actions: ["details", "restore"],
  lacking: [],
  ...part,
});

describe("what replaces Enabled (P7)", () => {
  it.each([
    [{ failure: { at: new Date(0), code: "BackupStoreUnavailable" } }, "RunFailed"],
    [{ late: true, failure: { at: new Date(0), code: "BackupStoreUnavailable" } }, "Late"],
    [{ late: true, lastDrill: { at: new Date(0), state: "Failed" } }, "DrillFailed"],
    [{ late: true, verifyError: "pack missing", lastDrill: { at: new Date(0), state: "Failed" } }, "Damaged"],
    [{ lastDrill: { at: new Date(0), state: "Passed" } }, "Enabled"],
    [{ type: "Upload" }, "Available"],
    [{ type: "Upload", verifyError: "pack missing" }, "Damaged"],
    [{ type: "Paid", state: "Expired", late: true }, "Expired"],
    [{ state: "Disabled", late: true }, "Disabled"],
    [{}, "Enabled"],
  ] as const)("%o shows as %s", (part, shown) => {
    expect(shownState(backup(part))).toBe(shown);
  });

  it("looks again until the first run, and while a reset goes on", () => {
    expect(awaitsFirstRun(backup({ range: null }))).toBe(true);
    expect(awaitsFirstRun(backup({ state: "Resetting" }))).toBe(true);
    expect(awaitsFirstRun(backup({}))).toBe(false);
    expect(awaitsFirstRun(backup({ state: "Disabled", range: null }))).toBe(false);
  });
});

describe("the address of the list", () => {
  it("survives a round trip and drops what is not on its lists", () => {
    const address = backupsAddressOf({ type: "Default", status: "Late", object: "kst-1", search: " pay " });
    expect(backupsHref("cn-hangzhou", address, { panel: "enable", backup: "bkp-1" })).toBe(
      "/cn-hangzhou/backups?type=Default&status=Late&object=kst-1&search=pay&panel=enable&backup=bkp-1",
    );
    const none = backupsAddressOf({ type: "Paid'", status: "x" });
    expect(isFiltered(none)).toBe(false);
    expect(backupsHref("cn-hangzhou", none)).toBe("/cn-hangzhou/backups");
  });

  it("finds the automatic backup of an instance by type and object, and by the instance's name (BKP-64)", () => {
    const rows = [backup({}), backup({ backupId: "bkp-2", type: "Default" }), backup({ sourceInstanceId: "kst-2" })];
    const names = new Map([["kst-1", "Payments"]]);
    const found = (params: Record<string, string>) => matching(rows, backupsAddressOf(params), names);
    expect(found({ type: "SystemCreated", object: "kst-1" })).toEqual([rows[0]]);
    expect(found({ search: "paym" })).toEqual([rows[0], rows[1]]);
    expect(found({ status: "Late" })).toEqual([]);
  });
});

describe("the address of the details", () => {
  it("survives a round trip", () => {
    const address = backupAddressOf({ day: "2026-11-19", tab: "rotatedKeys", search: "pay", after: ["a", "b"] });
    expect(backupHref("cn-hangzhou", "bkp-1", address, { panel: "restore", item: "1:k" })).toBe(
      "/cn-hangzhou/backups/bkp-1?day=2026-11-19&tab=rotatedKeys&search=pay&after=a&after=b&panel=restore&item=1%3Ak",
    );
  });

  it.each(["2026-02-30", "2026-13-01", "yesterday", ""])("takes %o for the newest day", (day) => {
    expect(backupAddressOf({ day }).day).toBe("");
  });
});
