import type { Prisma } from "@/lib/generated/prisma/client";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { latestDueEnd } from "../instances/release-date";
import { transaction } from "../transaction";
import { backupStateAt, isPurgeDue, PURGE_DELAY_MS } from "./backup-lifecycle-rules";
import { recordLeft } from "./destroy-binding";
import { backupSubject } from "./load-backup";

const AT_ONCE = 200;
const DAY_MS = 24 * 3600_000;

/**
 * Writes down what time has done to backups, which holds without it: which have expired (BKP-50), or have not after all,
 * where the clock was put back; and begins to destroy what has left (BKP-14, BKP-52). The job that ends resets does the rest.
 */
export async function endBackups(ctx: Ctx): Promise<void> {
  for (const backup of await expiredByTime(ctx)) await transaction(ctx, (tx) => settleExpiry(tx, backup));
  for (const backup of await leftByTime(ctx)) await transaction(ctx, (tx) => beginPurge(tx, backup));
}

async function expiredByTime(ctx: Ctx): Promise<BackupModel[]> {
  const now = ctx.now();
  const written: Prisma.BackupWhereInput[] = [
    { state: { in: ["Enabled", "Disabled"] }, expiresAt: { lte: now } },
    { state: "Expired", expiresAt: { gt: now } },
  ];
  return ctx.db.backup.findMany({ where: { OR: written }, orderBy: { expiresAt: "asc" }, take: AT_ONCE });
}

/** Guarded by the end that was judged: a renewal that was faster stands. */
async function settleExpiry(tx: Tx, backup: BackupModel): Promise<void> {
  const { pk, bindingId, expiresAt, state: written } = backup;
  const state = backupStateAt(backup, tx.now());
  if (state === written) return;
  const { count } = await tx.db.backup.updateMany({
    where: { pk, bindingId, expiresAt, state: written },
    data: { state },
  });
  if (count === 0 || state !== "Expired") return;
  await record(tx, "ExpireBackup", backupSubject(backup), { endsAt: expiresAt?.toISOString() ?? null });
}

async function leftByTime(ctx: Ctx): Promise<BackupModel[]> {
  const latest = new Date(ctx.now().getTime() - PURGE_DELAY_MS);
  const due: Prisma.BackupWhereInput[] = [
    { type: "Paid", expiresAt: { lte: latestDueEnd(latest) } },
    { type: "SystemCreated", sourceReleasedAt: { lte: new Date(latest.getTime() - 89 * DAY_MS) } },
  ];
  const found = await ctx.db.backup.findMany({
    where: { OR: due, leaving: false, state: { not: "Resetting" } },
    orderBy: [{ expiresAt: "asc" }, { sourceReleasedAt: "asc" }], // what has been over for longest first
    take: AT_ONCE,
  });
  return found.filter((backup) => isPurgeDue(backup, ctx.now(), ctx.deployment.timeZone));
}

/** From the commit on nothing brings it back. Of one that holds nothing the row goes at once. */
async function beginPurge(tx: Tx, backup: BackupModel): Promise<void> {
  const { pk, bindingId, expiresAt, state, sourceInstanceId } = backup;
  const where = { pk, bindingId, expiresAt, state, leaving: false };
  if (bindingId === null) {
    const { count } = await tx.db.backup.deleteMany({ where });
    if (count > 0) await recordLeft(tx, backup);
    return;
  }
  const { count } = await tx.db.backup.updateMany({ where, data: { state: "Resetting", leaving: true } });
  if (count === 0) return;
  const detail = { phase: "begun", bindingId, instanceId: sourceInstanceId };
  await record(tx, "ReleaseBackup", backupSubject(backup), detail);
}
