import { z } from "zod";
import { authorize } from "../authorize";
import { businessDayOf } from "../calendar";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { assertDayVisible } from "./list-backup-items";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { queueReport } from "./report";

const schema = z.object({
  region: z.string(),
  backupId: z.string(),
  /** A moment of a visible day; the newest there is when absent. */
  at: z.coerce.date().optional(),
});

/**
 * Has the worker restore a backup into a scratch instance that nobody ever sees, ask every key for a known answer, compare,
 * and let go of it all: see drill.ts.
 * @throws DomainError BackupNotFound, BackupNotEnabled, BackupExpired, OutOfQueryableRange, NoBackupData, BackupBusy
 */
export const startBackupDrill = operation("StartBackupDrill", { touches: "secrets", schema }, async (ctx, input) =>
  transaction(ctx, async (tx) => {
    const backup = authorize(tx, "kms:StartBackupDrill", await loadBackup(tx, input));
    assertBackupAllows("details", backup);
    if (input.at) assertDayVisible(ctx, backup, businessDayOf(input.at, ctx.deployment.timeZone));
    return { reportId: await queueReport(tx, backup, "Drill", input.at) };
  }),
);
