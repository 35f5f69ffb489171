import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { queueReport } from "./report";

/**
 * Has the worker re-read and re-hash all that a backup holds, beside the weekly time (the fifth invariant of backups).
 * @throws DomainError BackupNotFound, BackupNotEnabled, BackupExpired, BackupBusy
 */
export const startBackupVerification = operation(
  "StartBackupVerification",
  { touches: "secrets", schema: z.object({ region: z.string(), backupId: z.string() }) },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const backup = authorize(tx, "kms:StartBackupVerification", await loadBackup(tx, input));
      assertBackupAllows("details", backup);
      return { reportId: await queueReport(tx, backup, "Verification") };
    }),
);
