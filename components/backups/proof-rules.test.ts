import { describe, expect, it } from "vitest";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import { proofOf } from "./proof-rules";

const NOW = new Date("2026-11-22T00:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const report = (state: BackupReportView["state"], days: number, kind: BackupReportView["kind"] = "Verification") =>
  ({ reportId: `${kind}-${state}-${days}`, kind, state, endedAt: daysAgo(days) }) as BackupReportView;

describe("what proves a backup (P7)", () => {
  it("takes the newest that knows something, of its own kind", () => {
    const reports = [report("Passed", 0, "Drill"), report("Failed", 1), report("Passed", 2)];
    expect(proofOf(reports, "Verification", NOW)).toMatchObject({ last: reports[1], open: null, broken: null });
  });

  it("does not take one that could not be done for a success, and shows it beside the last that was", () => {
    const reports = [report("Broken", 0), report("Passed", 3)];
    expect(proofOf(reports, "Verification", NOW)).toMatchObject({ last: reports[1], broken: reports[0] });
    expect(proofOf([report("Passed", 0), report("Broken", 1)], "Verification", NOW).broken).toBeNull();
  });

  it("is stale when there is none, after eight days of a verification and 35 of a drill", () => {
    expect(proofOf([], "Drill", NOW).stale).toBe(true);
    expect(proofOf([report("Passed", 8)], "Verification", NOW).stale).toBe(false);
    expect(proofOf([report("Passed", 9)], "Verification", NOW).stale).toBe(true);
    expect(proofOf([report("Passed", 35, "Drill")], "Drill", NOW).stale).toBe(false);
    expect(proofOf([report("Passed", 36, "Drill")], "Drill", NOW).stale).toBe(true);
  });

  it("names the one that is under way", () => {
    const reports = [report("Running", 0), report("Passed", 1)];
    expect(proofOf(reports, "Verification", NOW)).toMatchObject({ open: reports[0], last: reports[1] });
  });
});
