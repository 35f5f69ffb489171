import { describe, expect, it } from "vitest";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { daysLeft, endingSoon, wrongsOf } from "./wrong-rules";

const NOW = new Date("2026-11-22T00:00:00Z");
const at = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const fine = {
  type: "Paid",
  state: "Enabled",
  late: false,
  failure: null,
  verifyError: null,
  lastDrill: null,
  expiresAt: null,
} as const;
const backup = (backupId: string, part: Partial<BackupView> = {}) => ({ ...fine, backupId, ...part }) as BackupView;
const named = (backups: readonly BackupView[]) =>
  wrongsOf(backups).map(({ wrong, backups: [first] }) => [wrong, first.backupId]);

describe("what the notice says of the backups (P7)", () => {
  it("says nothing where nothing is wrong", () => {
    expect(named([backup("a"), backup("b", { state: "Disabled" }), backup("c", { type: "Upload" })])).toEqual([]);
  });

  it("tells every kind of wrong, the worst first, each backup once", () => {
    const all = [
      backup("failed", { failure: { at: NOW, code: "BackupStoreUnavailable" } }),
      backup("late", { late: true, failure: { at: NOW, code: "BackupStoreUnavailable" } }),
      backup("expired", { state: "Expired" }),
      backup("drill", { lastDrill: { at: NOW, state: "Failed" }, late: true }),
      backup("damaged", { verifyError: "pack-1: altered" }),
    ];
    expect(named(all)).toEqual([
      ["Damaged", "damaged"],
      ["DrillFailed", "drill"],
      ["Expired", "expired"],
      ["Late", "late"],
      ["RunFailed", "failed"],
    ]);
  });

  it("warns of those that end within a week, the first to end first, and not of what has ended", () => {
    const all = [
      backup("in6", { expiresAt: at(6) }),
      backup("in8", { expiresAt: at(8) }),
      backup("in1", { expiresAt: at(1), state: "Disabled" }),
      backup("over", { expiresAt: at(-1), state: "Expired" }),
    ];
    expect(endingSoon(all, NOW).map(({ backupId }) => backupId)).toEqual(["in1", "in6"]);
  });

  it("counts the days of grace that are left, begun ones too (BKP-52)", () => {
    expect([at(15), at(0.2), at(0), at(-1)].map((until) => daysLeft(until, NOW))).toEqual([15, 1, 0, 0]);
  });
});
