import { expect, it } from "vitest";
import { allowedActions } from "@/lib/domain/backups/backup-state";
import { lackOf, offers, offersRestore, restoreLack, rowOffers } from "./backup-offers";

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

it.each([
  ["SystemCreated", "Enabled", ["details", "download"], []],
  ["Default", "Disabled", ["enable"], []],
  ["Default", "Enabled", ["details", "download"], ["reset"]],
  ["Paid", "Disabled", ["enable", "renew"], []],
  ["Paid", "Enabled", ["details", "download"], ["renew", "reset"]],
  ["Paid", "Expired", ["renew"], []],
  ["Upload", "Enabled", ["details", "delete"], []],
] as const)("a row of a %s %s backup has %o, and %o in its menu (BKP-51, BKP-63)", (type, state, words, menu) => {
  expect(rowOffers({ arn, actions: allowedActions({ type, state }), lacking: [] })).toEqual({ words, menu });
});

it("has in its row what the caller may, and nothing else (P10)", () => {
  const actions = allowedActions({ type: "Paid", state: "Enabled" });
  const lacking = ["PrepareBackupDownload" as const, "ResetBackup" as const];
  expect(rowOffers({ arn, actions, lacking })).toEqual({ words: ["details", "renew"], menu: [] });
});
