import { reportsDue } from "@/lib/domain/backups/due-reports";
import { reportVerification } from "@/lib/domain/backups/verification-report";
import { log } from "@/lib/log";
import { fileReport } from "./file-report";
import type { JobDefinition } from "./job";

/** Re-reads and re-hashes each backup once a week, and when somebody asks (the fifth invariant of backups). */
export const verifyBackupJob: JobDefinition = {
  kind: "verify-backup",
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: (ctx) => reportsDue(ctx, "Verification"),
  run: async (ctx, job) => {
    const report = await fileReport(ctx, job, reportVerification);
    if (report?.state === "Failed")
      log.error("a backup is damaged", { backupPk: job.subjectPk, reportId: report.reportId });
    return undefined;
  },
};
