import { expect, it } from "vitest";
import { lackOf, offers, offersRestore, restoreLack } from "./backup-offers";

const arn = "acs:kms:cn-hangzhou:1000000000000001:backup/bkp-1";

it("offers what the state allows and the caller has permission for (BKP-51, P10)", () => {
  const backup = { arn, actions: ["details", "restore", "reset"] as const, lacking: ["ResetBackup"] as const };
  const facts = { ...backup, actions: [...backup.actions], lacking: [...backup.lacking] };
  expect([offers(facts, "details"), offers(facts, "reset"), offers(facts, "enable")]).toEqual([true, false, false]);
  expect(lackOf(facts, "reset")).toEqual({ action: "kms:ResetBackup", resource: arn });
  expect(lackOf(facts, "enable")).toBeNull();
});

it("asks for a permission of its own to restore each kind", () => {
  const facts = { arn, actions: ["restore" as const], lacking: ["RestoreBackupSecret" as const] };
  expect([offersRestore(facts, "key"), offersRestore(facts, "secret")]).toEqual([true, false]);
  expect(restoreLack(facts, "secret")).toEqual({ action: "kms:RestoreBackupSecret", resource: arn });
  expect(offersRestore({ ...facts, actions: [] }, "key")).toBe(false);
});
