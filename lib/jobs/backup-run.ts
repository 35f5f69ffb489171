import { raiseIfLate } from "@/lib/domain/alerts/backup-conditions";
import { dueBackupRuns } from "@/lib/domain/backups/due-backup-runs";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { DomainError } from "@/lib/domain/errors";
import type { JobDefinition } from "./job";

/**
 * BKP-30, BKP-33. Tried again within a minute for ever: a store that comes back must not wait for its backup. Failures
 * stand on the backup's page.
 */
export const backupRunJob: JobDefinition = {
  kind: "backup-run",
  slots: 2,
  maxAttempts: Number.POSITIVE_INFINITY,
  longestBackoffMs: 60_000,
  due: dueBackupRuns,
  run: async (ctx, job) => {
    await raiseIfLate(ctx, job.subjectPk);
    try {
      await runBackup(ctx, job.subjectPk, { ifDue: true });
    } catch (error) {
      // Reset, disabled or released since it was due: there is nothing left to run.
      if (!(error instanceof DomainError) || error.code !== "BackupNotEnabled") throw error;
    }
    return undefined;
  },
};
