import { z } from "zod";
import type { BackupReportKind, BackupReportState } from "@/lib/generated/prisma/enums";
import type { BackupReportModel } from "@/lib/generated/prisma/models";

// The dated reports of a backup: what a verification re-read of the store, and what a drill restored and compared.

/**
 * What may be wrong. Of a verification: an object that is `missing` or `altered`, and each record in it that is `lost` by
 * that; a run that the catalogue has `lost`. Of a drill: an item that is `unreadable`, lacks its encryption key in the backup, or whose restore was `refused`; a
 * version that gives a `wrongAnswer`; what was restored `differs` from what was saved; what was saved is `notAsSource`
 * although nothing changed in it since.
 */
export const REPORT_PROBLEMS = [
  "missing",
  "altered",
  "lost",
  "unreadable",
  "noEncryptionKey",
  "refused",
  "wrongAnswer",
  "differs",
  "notAsSource",
] as const;

const reportProblem = z.strictObject({
  problem: z.enum(REPORT_PROBLEMS),
  /** Its name below the binding, such as packs/00000003-1c2f-1. */
  object: z.string().optional(),
  kind: z.enum(["key", "secret"]).optional(),
  /** Key id or secret name. */
  id: z.string().optional(),
  /** Who created it. */
  accountId: z.string().optional(),
  versionId: z.string().optional(),
  /** Names of fields, an error code, or an object; never a value. */
  detail: z.string().optional(),
});
export type ReportProblem = z.infer<typeof reportProblem>;

/** So many are written down with the report; `counts.problems` has their number. */
export const PROBLEMS_KEPT = 200;

/** Figures of the whole. Of a verification: runs, objects, bytes. Of a drill: keys, versions, secrets, canaries, compared. */
const reportCounts = z.record(z.string(), z.number());
export type ReportCounts = z.infer<typeof reportCounts>;

export interface BackupReportView {
  reportId: string;
  backupId: string;
  kind: BackupReportKind;
  state: BackupReportState;
  createdAt: Date;
  /** An ARN, `job:…` or `operator:…`. */
  createdBy: string;
  startedAt: Date | null;
  endedAt: Date | null;
  /** Of a drill: the moment whose state is restored. */
  at: Date | null;
  /** Bytes of a verification, keys and secrets of a drill; 0 until it is known. */
  total: number;
  done: number;
  counts: ReportCounts;
  /** At most 200; `counts.problems` has their number. */
  problems: ReportProblem[];
  /** Why it is Broken. */
  errorCode: string | null;
}

export function reportView(report: BackupReportModel, backupId: string): BackupReportView {
  const { reportId, kind, state, createdAt, createdBy, startedAt, endedAt, at, total, done, errorCode } = report;
  return {
    reportId,
    backupId,
    kind,
    state,
    createdAt,
    createdBy,
    startedAt,
    endedAt,
    at,
    total: Number(total),
    done: Math.min(Number(done), Number(total)),
    counts: reportCounts.parse(report.counts),
    problems: z.array(reportProblem).parse(report.problems),
    errorCode,
  };
}
