import { describe, expect, it } from "vitest";
import type { BackupState, BackupType } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { momentOf } from "../calendar";
import { backupStateAt, hasLeft, isPurgeDue, leavesAt, type Standing } from "./backup-lifecycle-rules";
import { extensionFault, isBackupQuantity, isViewableDays } from "./backup-purchase-rules";
import { allowedActions, type BackupAction, backupVerdict } from "./backup-state";
import { dayVerdict, queryableRange } from "./queryable-range-rules";
import { destinationRefusal } from "./restore-rules";
import { isBackedUpFromEnabling, type SourceColumns, sourceRefusal } from "./source-rules";

// S23: the rules of backups as one table of decisions, each row by hand from the specification.

const ZONE = "Asia/Shanghai";
const at = (local: string) => {
  const moment = momentOf(local, ZONE);
  if (!moment) throw new Error(`${local} is no time`);
  return moment;
};

const ORDER: readonly BackupAction[] = [
  "enable",
  "details",
  "restore",
  "download",
  "extend",
  "reset",
  "renew",
  "delete",
];
/** What a cell of the matrix says; `type` is the refusal of the type, which differs by action. */
const CELL = { yes: "ok", none: "BackupNotEnabled", over: "BackupExpired", twice: "BackupAlreadyEnabled" } as const;
const TYPE_REFUSAL: Record<BackupAction, string> = {
  enable: "UnsupportedBackupType",
  details: "UnsupportedBackupType",
  restore: "UnsupportedBackupType",
  download: "UnsupportedBackupType",
  extend: "BackupNotExtendable",
  reset: "BackupNotResettable",
  renew: "BackupNotRenewable",
  delete: "UnsupportedBackupType",
};

//                                    E     D    RST  DL   XT   RS   RN   delete
const MATRIX: readonly [string, BackupType, BackupState, string][] = [
  ["System Created", "SystemCreated", "Enabled", "type yes yes yes type type type type"],
  ["Default, Disabled", "Default", "Disabled", "yes none none none type none type type"],
  ["Default, Enabled", "Default", "Enabled", "twice yes yes yes type yes type type"],
  ["Default, being reset", "Default", "Resetting", "none none none none type yes type type"],
  ["Paid, Disabled", "Paid", "Disabled", "yes none none none none none yes type"],
  ["Paid, Enabled", "Paid", "Enabled", "twice yes yes yes yes yes yes type"],
  ["Paid, Expired", "Paid", "Expired", "over over over over over over yes type"],
  ["Paid, being reset", "Paid", "Resetting", "none none none none none yes yes type"],
  ["Upload, Available", "Upload", "Enabled", "type yes yes type type type type yes"],
  ["Upload, being deleted", "Upload", "Resetting", "type none none type type type type yes"],
];
const CELLS = MATRIX.flatMap(([what, type, state, cells]) =>
  cells.split(" ").map((cell, index) => [what, ORDER[index] ?? "enable", type, state, cell] as const),
);

describe("who may do what (BKP-51, BKP-142..145, BKP-147, BKP-167, BKP-168)", () => {
  it.each(CELLS)("%s: %s", (_what, action, type, state, cell) => {
    const expected = cell === "type" ? TYPE_REFUSAL[action] : CELL[cell as keyof typeof CELL];
    expect(backupVerdict(action, { type, state })).toBe(expected);
    expect(allowedActions({ type, state }).includes(action)).toBe(expected === "ok");
  });

  it("shows nobody what is on its way in from a file", () => {
    for (const action of ["details", "restore", "delete"] as const)
      expect(backupVerdict(action, { type: "Upload", state: "Uploading" })).toBe("BackupNotFound");
  });
});

describe("what can be bought, and extended (BKP-43, BKP-70, BKP-72, BKP-140, BKP-141, BKP-170)", () => {
  it.each([
    [6, false],
    [7, true],
    [7.5, false],
    [599, true],
    [600, true],
    [601, false],
    [-7, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ])("%s viewable days: %s", (days, allowed) => expect(isViewableDays(days)).toBe(allowed));

  it.each([
    [0, false],
    [1, true],
    [1.5, false],
    [100, true],
    [101, false],
    [-1, false],
  ])("%s backups: %s", (quantity, allowed) => expect(isBackupQuantity(quantity)).toBe(allowed));

  it.each([
    [10, 16, null],
    [10, 11, null],
    [10, 10, "DowngradeNotSupported"],
    [10, 9, "DowngradeNotSupported"],
    [10, 6, "InvalidViewableDays"],
    [10, 10.5, "InvalidViewableDays"],
    [10, 600, null],
    [10, 601, "InvalidViewableDays"],
    [600, 600, "DowngradeNotSupported"],
    [600, 601, "InvalidViewableDays"],
  ])("from %s to %s days: %s", (from, to, fault) => expect(extensionFault(from, to)).toBe(fault));
});

describe("what a purchased backup is at a moment (BKP-50, BKP-52, BKP-110, BKP-111)", () => {
  const paid: Standing = {
    type: "Paid",
    state: "Enabled",
    bindingId: "b",
    expiresAt: at("2027-05-01T00:00"),
    sourceReleasedAt: null,
    leaving: false,
  };
  const disabled: Standing = { ...paid, state: "Disabled", bindingId: null };

  it.each([
    ["2027-04-30T23:59:59", paid, "Enabled", false, false],
    ["2027-05-01T00:00:00", paid, "Expired", false, false],
    ["2027-05-15T23:59:59", paid, "Expired", false, false],
    ["2027-05-16T00:00:00", paid, "Expired", true, false],
    ["2027-05-16T23:59:59", paid, "Expired", true, false],
    ["2027-05-17T00:00:00", paid, "Expired", true, true],
    ["2027-04-30T23:59:59", disabled, "Disabled", false, false],
    ["2027-05-01T00:00:00", disabled, "Expired", false, false],
    ["2027-05-16T00:00:00", disabled, "Expired", true, false],
    ["2027-04-30T23:59:59", { ...paid, state: "Expired" as const }, "Enabled", false, false],
    ["2027-05-02T00:00:00", { ...paid, state: "Resetting" as const }, "Resetting", false, false],
    ["2027-04-01T00:00:00", { ...paid, leaving: true }, "Enabled", true, false],
  ] as const)("at %s it is %#", (local, backup, state, left, purge) => {
    const now = at(local);
    expect([backupStateAt(backup, now), hasLeft(backup, now, ZONE), isPurgeDue(backup, now, ZONE)]).toEqual([
      state,
      left,
      purge,
    ]);
  });
});

describe("how long each type is kept (BKP-14)", () => {
  const released = at("2027-01-10T15:00");
  const standing = (type: BackupType): Standing => ({
    ...{ type, state: "Enabled", bindingId: "b", expiresAt: null, sourceReleasedAt: released, leaving: false },
  });

  it.each([
    ["SystemCreated", "2027-04-10T23:59:59", false],
    ["SystemCreated", "2027-04-11T00:00:00", true],
    ["Default", "2037-01-01T00:00:00", false],
    ["Paid", "2037-01-01T00:00:00", false],
    ["Upload", "2037-01-01T00:00:00", false],
  ] as const)("%s after its source's release, at %s: gone %s", (type, local, gone) => {
    expect(hasLeft(standing(type), at(local), ZONE)).toBe(gone);
  });

  it("an automatic one of an instance that lives has no end", () => {
    expect(leavesAt({ ...standing("SystemCreated"), sourceReleasedAt: null }, ZONE)).toBeNull();
  });
});

describe("which days are shown (BKP-40..44, BKP-53, BKP-149, BKP-150)", () => {
  it.each([
    // enabled, last run, days, day, verdict
    ["2027-05-01", "2027-05-20", 10, "2027-05-10", "OutOfQueryableRange"],
    ["2027-05-01", "2027-05-20", 10, "2027-05-11", "visible"],
    ["2027-05-01", "2027-05-20", 10, "2027-05-20", "visible"],
    ["2027-05-01", "2027-05-20", 10, "2027-05-21", "NoBackupData"],
    ["2027-05-01", "2027-05-20", 16, "2027-05-04", "OutOfQueryableRange"],
    ["2027-05-01", "2027-05-20", 16, "2027-05-05", "visible"],
    ["2027-05-01", "2027-05-20", 600, "2027-05-01", "visible"],
    ["2027-05-01", "2027-05-20", 600, "2027-04-30", "NoBackupData"],
    ["2027-05-01", "2027-05-03", 7, "2027-05-01", "visible"],
    // The source was released on 3 May; it is shown for ever (BKP-53).
    ["2027-04-01", "2027-05-03", 7, "2027-04-27", "visible"],
    ["2027-04-01", "2027-05-03", 7, "2027-04-26", "OutOfQueryableRange"],
    ["2028-01-01", "2028-03-01", 7, "2028-02-24", "visible"],
    ["2028-01-01", "2028-03-01", 7, "2028-02-23", "OutOfQueryableRange"],
    ["2027-12-01", "2028-01-03", 7, "2027-12-28", "visible"],
  ])("enabled %s, last run %s, %s days: %s is %s", (enabledDay, lastRunDay, viewableDays, day, verdict) => {
    expect(dayVerdict(day, enabledDay, queryableRange({ viewableDays, enabledDay, lastRunDay }))).toBe(verdict);
  });
});

const INSTANCE = {
  type: "SOFTWARE",
  status: "Connected",
  saleStatus: "Normal",
  connectedAt: at("2026-01-01T00:00"),
  endsAt: null,
  imageVersion: "dkms-4.0.0",
  upgradeTo: null,
  upgradeMethod: null,
  upgradeStartsAt: null,
  upgradeEndsAt: null,
  upgradeOutcome: null,
  createdAt: at("2024-04-26T00:00"),
} satisfies SourceColumns;

describe("which instances are backed up (BKP-01..03, BKP-06, BKP-12, BKP-18, BKP-35, BKP-74, BKP-146, BKP-148)", () => {
  const now = at("2027-01-01T00:00");
  it.each([
    ["enabled", {}, null],
    ["expired, not yet released", { endsAt: at("2026-12-31T00:00") }, null],
    ["not enabled", { status: "Uninitialized" }, "InvalidSourceInstance"],
    ["being enabled", { status: "Connecting", connectedAt: at("2027-01-01T00:05") }, "InvalidSourceInstance"],
    ["being released", { saleStatus: "Releasing" }, "InvalidSourceInstance"],
    ["released", { saleStatus: "Released" }, "InvalidSourceInstance"],
    ["hardware", { type: "HARDWARE" }, "InvalidSourceInstance"],
    ["external", { type: "EXTERNAL" }, "InvalidSourceInstance"],
    ["image 2.3", { imageVersion: "dkms-2.3.0" }, null],
    ["image 2.2.9", { imageVersion: "dkms-2.2.9" }, "ImageVersionTooLow"],
    ["image 2.10", { imageVersion: "dkms-2.10.0" }, null],
  ])("%s: %#", (_what, more, refusal) => {
    expect(sourceRefusal({ ...INSTANCE, ...more } as SourceColumns, now)).toBe(refusal);
  });

  it.each([
    ["2024-04-26T00:00:00", "dkms-2.3.0", true],
    ["2024-04-25T23:59:59", "dkms-2.3.0", false],
    ["2024-04-26T00:00:00", "dkms-2.2.0", false],
  ])("created %s with %s: automatic %s", (created, imageVersion, automatic) => {
    expect(isBackedUpFromEnabling({ ...INSTANCE, createdAt: at(created), imageVersion }, now)).toBe(automatic);
  });
});

describe("where what others made may go (BKP-91, BKP-98, BKP-99, BKP-156, BKP-158, BKP-159)", () => {
  const now = at("2027-01-01T00:00");
  const shared = { ...INSTANCE, instanceId: "kst-a", ownerAccountId: "A", sharingMode: "Joint" };
  const [own, theirs] = [
    { account: "A", instanceId: "kst-a" },
    { account: "B", instanceId: "kst-a" },
  ];
  it.each([
    ["own, into it", shared, own, null, null],
    ["own, into another", { ...shared, instanceId: "kst-b" }, own, null, null],
    ["into another account's", { ...shared, ownerAccountId: "B" }, own, null, "RestoreDestinationInvalid"],
    ["into hardware", { ...shared, type: "HARDWARE" }, own, null, "RestoreDestinationInvalid"],
    ["into an expired one", { ...shared, endsAt: at("2026-12-01T00:00") }, own, null, "RestoreDestinationInvalid"],
    ["another's, back into it", shared, theirs, "Active", null],
    ["another's, elsewhere", { ...shared, instanceId: "kst-b" }, theirs, "Active", "RestoreSharedInstanceOnly"],
    ["another's, sharing ended", shared, theirs, null, "RestoreShareTerminated"],
    ["another's, independent now", { ...shared, sharingMode: "Independent" }, theirs, "Active", "RestoreForeignOwner"],
  ] as const)("%s: %#", (_what, destination, saved, access, refusal) => {
    expect(destinationRefusal(destination as unknown as InstanceModel, "A", saved, access, now)).toBe(refusal);
  });
});
