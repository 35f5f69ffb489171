import { dueReports } from "@/lib/db/backup-reports.sql";
import type { BackupReportKind } from "@/lib/generated/prisma/enums";
import type { Ctx } from "../context";
import { LEFT_AFTER_MS } from "./report";

const DAY_MS = 24 * 3600_000;
/** Verified each week, drilled each month; released sources and uploads too: their backups are what is left of them. */
const EVERY_MS: Record<BackupReportKind, number> = { Verification: 7 * DAY_MS, Drill: 30 * DAY_MS };
const AGAIN_AFTER_MS = 6 * 3600_000;
const KEPT_MS = 400 * DAY_MS;

/** What is asked for, what was left half done, and what the clock says. */
export async function reportsDue(ctx: Ctx, kind: BackupReportKind): Promise<{ subjectPk: string; dueAt: Date }[]> {
  const now = ctx.now();
  const due = { kind, now, everyMs: EVERY_MS[kind], againMs: AGAIN_AFTER_MS, leftAfterMs: LEFT_AFTER_MS };
  return (await dueReports(ctx.db, due)).map(({ backupPk }) => ({ subjectPk: backupPk, dueAt: now }));
}

/** After a year and a month nobody asks what was verified then. */
export async function forgetReports(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT_MS);
  await ctx.db.backupReport.deleteMany({
    where: { createdAt: { lt: before }, state: { notIn: ["Queued", "Running"] } },
  });
}
