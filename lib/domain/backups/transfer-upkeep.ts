import { giveUpTransfers } from "@/lib/db/backup-transfers.sql";
import type { Ctx } from "../context";
import { transaction } from "../transaction";

/** A gateway gives up after a minute what nobody asks for; one that was killed gives up nothing. */
const STALE_MS = 3 * 60_000;
const KEPT_MS = 30 * 24 * 3600_000;

/**
 * Transfers whose gateway is gone: of an upload, what was written of its backup leaves (destroy-binding.ts), so that it
 * leaves no object behind. Those long over are forgotten.
 */
export async function endStaleTransfers(ctx: Ctx): Promise<void> {
  await transaction(ctx, async (tx) => {
    const now = tx.now();
    const near = (offsetMs: number) => new Date(now.getTime() + offsetMs);
    const pks = await giveUpTransfers(tx.db, { before: near(-STALE_MS), after: near(STALE_MS), now });
    const where = { pk: { in: pks }, state: "Uploading" as const };
    if (pks.length > 0) await tx.db.backup.updateMany({ where, data: { leaving: true } });
    await tx.db.backupTransfer.deleteMany({ where: { state: { not: "Running" }, endedAt: { lt: near(-KEPT_MS) } } });
  });
}
