import { describe, expect, it } from "vitest";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { offersOn, restoreLackOf } from "./restore-offers";

const restore = (keys: number, secrets: number, lacking: RestoreView["lacking"]) => ({
  arn: "acs:kms:cn-hangzhou:1000000000000001:backup/bkp-1",
  lacking,
  counts: { units: { keys, secrets } } as RestoreView["counts"],
  actions: ["start", "discard"] as RestoreView["actions"],
});

describe("what a restore takes (P10)", () => {
  it("is the permission for each kind that is in it", () => {
    expect(restoreLackOf(restore(1, 0, ["RestoreBackupSecret"]))).toBeNull();
    expect(restoreLackOf(restore(0, 1, ["RestoreBackupKey"]))).toBeNull();
    expect(restoreLackOf(restore(1, 1, ["RestoreBackupSecret"]))?.action).toBe("kms:RestoreBackupSecret");
    expect(restoreLackOf(restore(1, 0, ["RestoreBackupKey"]))?.action).toBe("kms:RestoreBackupKey");
  });

  it("offers what the state allows and the caller may", () => {
    expect(offersOn(restore(1, 0, []), "start")).toBe(true);
    expect(offersOn(restore(1, 0, []), "stop")).toBe(false);
    expect(offersOn(restore(1, 0, ["RestoreBackupKey"]), "start")).toBe(false);
  });
});
