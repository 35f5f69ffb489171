import { drillBackup } from "@/lib/domain/backups/drill";
import { reportsDue } from "@/lib/domain/backups/due-reports";
import { log } from "@/lib/log";
import { fileReport } from "./file-report";
import type { JobDefinition } from "./job";

/** Restores each backup into a scratch instance once a month, and when somebody asks, and compares (decisions 12). */
export const drillBackupJob: JobDefinition = {
  kind: "drill-backup",
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: (ctx) => reportsDue(ctx, "Drill"),
  run: async (ctx, job) => {
    const report = await fileReport(ctx, job, drillBackup);
    if (report?.state === "Failed")
      log.error("a restore drill failed", { backupPk: job.subjectPk, reportId: report.reportId });
    return undefined;
  },
};
