import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { USUAL_WAIT_MS } from "./backup-lock";
import { runBackup } from "./run-backup";
import { verifyBackup } from "./verify-backup";

/**
 * The last run of each enabled backup of an instance that is to be released, then a verification of all that it holds
 * (BKP-36). Called once the instance refuses every change, outside any transaction; can be called again.
 * @throws DomainError BackupRequired where there is no enabled backup, BackupStoreUnavailable, BackupDamaged
 */
export async function takeFinalBackups(ctx: Ctx, instancePk: string): Promise<void> {
  const backups = await ctx.db.backup.findMany({
    where: { instancePk, state: "Enabled", sourceReleasedAt: null },
    select: { pk: true },
  });
  if (backups.length === 0) throw new DomainError("BackupRequired");
  for (const { pk } of backups) {
    await runBackup(ctx, pk, { waitMs: USUAL_WAIT_MS });
    const { problems } = await verifyBackup(ctx, pk);
    const [first] = problems;
    if (first) throw new DomainError("BackupDamaged", { object: first.object });
  }
}
