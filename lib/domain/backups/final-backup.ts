import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { transaction } from "../transaction";
import { isBackupExpired } from "./backup-lifecycle-rules";
import { USUAL_WAIT_MS } from "./backup-lock";
import { bindLastBackup } from "./bind-backup";
import { runBackup } from "./run-backup";
import { verifyBackup } from "./verify-backup";

/**
 * Where an instance from before automatic backups is released, the backup that its last day goes to (BKP-19). A release by
 * hand that is refused after all leaves it as the instance's automatic backup: nothing that was saved is thrown away.
 */
async function assureBackup(ctx: Ctx, instancePk: string): Promise<void> {
  await transaction(ctx, async (tx) => {
    const instance = await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } });
    if (instance.saleStatus === "Releasing") await bindLastBackup(tx, instance);
  });
}

/**
 * The last run of each enabled backup of an instance that is to be released, then a verification of all that it holds
 * (BKP-36). Called once the instance refuses every change, outside any transaction; can be called again.
 * @throws DomainError BackupRequired where there is no enabled backup, BackupStoreUnavailable, BackupDamaged
 */
export async function takeFinalBackups(ctx: Ctx, instancePk: string): Promise<void> {
  await assureBackup(ctx, instancePk);
  const rows = await ctx.db.backup.findMany({ where: { instancePk, state: "Enabled", sourceReleasedAt: null } });
  // One that has expired takes no more (BKP-111).
  const backups = rows.filter((backup) => !isBackupExpired(backup, ctx.now()));
  if (backups.length === 0) throw new DomainError("BackupRequired");
  for (const { pk } of backups) {
    await runBackup(ctx, pk, { waitMs: USUAL_WAIT_MS });
    const { problems } = await verifyBackup(ctx, pk);
    const [first] = problems;
    if (first) throw new DomainError("BackupDamaged", { object: first.object });
  }
}
