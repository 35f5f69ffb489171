import { describe, expect, it } from "vitest";
import {
  attentionOf,
  type BackupStanding,
  type InstanceStanding,
  protectionOf,
  protectionOfInstance,
} from "./attention-rules";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 3, minute));

const backup = (part: Partial<BackupStanding> = {}): BackupStanding => ({
  backupId: "bkp-a",
  alias: null,
  state: "Enabled",
  sourceInstanceId: "kst-a",
  sourceReleasedAt: null,
  recoveryPoint: at(10),
  late: false,
  verifiedAt: null,
  verifyError: null,
  ...part,
});
const instance = (part: Partial<InstanceStanding> = {}): InstanceStanding => ({
  instanceId: "kst-a",
  name: "payments-prod",
  service: "serves",
  saleStatus: "Normal",
  ...part,
});
const nothing = { backups: [], instances: [], unprotectedKeys: 0 };

describe("what needs attention", () => {
  it("is nothing where nothing is wrong", () => {
    expect(attentionOf({ backups: [backup()], instances: [instance()], unprotectedKeys: 0 })).toBeNull();
    expect(attentionOf(nothing)).toBeNull();
  });

  it("is the worst thing alone", () => {
    const all = {
      backups: [backup({ late: true }), backup({ backupId: "bkp-b", verifyError: "packs/3-0" })],
      instances: [instance({ service: "uninitialized" }), instance({ saleStatus: "Expired", service: "unavailable" })],
      unprotectedKeys: 3,
    };
    expect(attentionOf(all)).toMatchObject({ kind: "damaged", backup: { backupId: "bkp-b" } });
    const undamaged = { ...all, backups: [backup({ late: true })] };
    expect(attentionOf(undamaged)).toMatchObject({ kind: "late", count: 1 });
    const onTime = { ...all, backups: [backup()] };
    expect(attentionOf(onTime)).toMatchObject({ kind: "expired" });
    const serving = { ...onTime, instances: [instance({ service: "uninitialized" })] };
    expect(attentionOf(serving)).toEqual({ kind: "unprotected", count: 3 });
    expect(attentionOf({ ...serving, unprotectedKeys: 0 })).toMatchObject({ kind: "notEnabled" });
  });

  it("names the backup whose data is oldest, one without any first", () => {
    const late = [
      backup({ late: true, recoveryPoint: at(5) }),
      backup({ backupId: "bkp-never", late: true, recoveryPoint: null }),
    ];
    expect(attentionOf({ ...nothing, backups: late })).toMatchObject({ count: 2, backup: { backupId: "bkp-never" } });
  });
});

describe("the protection of a region", () => {
  it("counts enabled backups of living instances only", () => {
    const backups = [
      backup({ recoveryPoint: at(5), verifiedAt: at(1) }),
      backup({ recoveryPoint: at(10), verifiedAt: at(3), late: true }),
      backup({ recoveryPoint: null }),
      backup({ state: "Disabled", recoveryPoint: at(30) }),
      backup({ sourceReleasedAt: at(20), recoveryPoint: at(20), verifiedAt: at(21) }),
    ];
    expect(protectionOf(backups)).toEqual({
      running: 3,
      onTime: 1,
      newestPoint: at(10),
      verified: 2,
      verifiedAt: at(1),
      damaged: false,
    });
  });

  it("of one instance is its freshest backup's", () => {
    const backups = [
      backup({ recoveryPoint: at(5), verifiedAt: at(1) }),
      backup({ recoveryPoint: at(10) }),
      backup({ sourceInstanceId: "kst-b", recoveryPoint: at(15) }),
    ];
    expect(protectionOfInstance("kst-a", backups)).toEqual({ point: at(10), verifiedAt: at(1) });
    expect(protectionOfInstance("kst-c", backups)).toEqual({ point: null, verifiedAt: null });
  });
});
