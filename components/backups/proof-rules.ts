import type { BackupReportView } from "@/lib/domain/backups/report-view";

// What verifications and drills say about a backup today. Pure.

const DAY_MS = 86_400_000;
/** Weekly, with a day to spare; monthly, with some. */
export const FRESH_MS = { Verification: 8 * DAY_MS, Drill: 35 * DAY_MS } as const;

export interface Proof {
  /** The newest that knows something: passed or failed. */
  last: BackupReportView | null;
  /** Queued or running. */
  open: BackupReportView | null;
  /** A newer one than `last` that could not be done. */
  broken: BackupReportView | null;
  /** None, or so old that it proves little. */
  stale: boolean;
}

/** `reports` newest first, of both kinds. */
export function proofOf(reports: readonly BackupReportView[], kind: BackupReportView["kind"], now: Date): Proof {
  const own = reports.filter((report) => report.kind === kind);
  const last = own.find(({ state }) => state === "Passed" || state === "Failed") ?? null;
  const open = own.find(isOpen) ?? null;
  const newest = own.find((report) => !isOpen(report));
  return {
    last,
    open,
    broken: newest?.state === "Broken" ? newest : null,
    stale: !last?.endedAt || now.getTime() - last.endedAt.getTime() > FRESH_MS[kind],
  };
}

export const isOpen = ({ state }: Pick<BackupReportView, "state">) => state === "Queued" || state === "Running";
