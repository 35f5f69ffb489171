import { z } from "zod";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { destroyWrappingKeys } from "../wrapping-keys";
import { USUAL_WAIT_MS, withBackupLock } from "./backup-lock";
import { namesOf } from "./binding-names";
import { installationId, storeOf } from "./binding-store";
import { assertBackupAllows, backupSubject, loadBackup } from "./load-backup";

/**
 * Reset (BKP-112, invariant 7): destroys all that a Default or Paid backup holds and makes it Disabled again; days and
 * expiry stay. Its key goes first, in the store and in the database, so that what remains is unreadable; then the objects.
 * One that was interrupted is finished by the worker, or by asking again. Other backups of the same instance keep theirs.
 * @throws DomainError BackupNotFound, UnsupportedBackupType, BackupNotEnabled, BackupExpired, BackupStoreUnavailable
 */
export const resetBackup = operation(
  "ResetBackup",
  { touches: "secrets", schema: z.object({ region: z.string(), backupId: z.string() }), stepUp: true },
  async (ctx, input) => {
    const backup = await transaction(ctx, async (tx) => {
      const found = authorize(tx, "kms:ResetBackup", await loadBackup(tx, input));
      assertBackupAllows("reset", found);
      if (found.state === "Resetting") return found;
      const where = { pk: found.pk, revision: found.revision };
      assertChanged(await tx.db.backup.updateMany({ where, data: { state: "Resetting" } }));
      const { bindingId, sourceInstanceId } = found;
      await record(tx, "ResetBackup", backupSubject(found), {
        phase: "begun",
        bindingId,
        instanceId: sourceInstanceId,
      });
      return found;
    });
    if (backup.bindingId) await destroyBinding(ctx, { ...backup, bindingId: backup.bindingId });
    return { backupId: backup.backupId };
  },
);

/** Resets that were interrupted, or are under way: to end one twice does no harm. */
export async function dueResets(ctx: Ctx): Promise<{ subjectPk: string; dueAt: Date }[]> {
  const resetting = await ctx.db.backup.findMany({ where: { state: "Resetting" }, select: { pk: true } });
  return resetting.map(({ pk }) => ({ subjectPk: pk, dueAt: ctx.now() }));
}

/** Ends a reset for whoever asked: what was promised to be destroyed does not wait for somebody to ask again. */
export async function finishReset(ctx: Ctx, backupPk: string): Promise<void> {
  const backup = await ctx.db.backup.findUnique({ where: { pk: backupPk } });
  if (backup?.state !== "Resetting" || !backup.bindingId) return;
  await destroyBinding(ctx, { ...backup, bindingId: backup.bindingId });
}

/** Its end is an event of its own (P27), of the same binding, by whoever ended it; there is one, however many tried. */
async function destroyBinding(ctx: Ctx, backup: BackupModel & { bindingId: string }): Promise<void> {
  const { pk, bindingId } = backup;
  const store = storeOf(ctx);
  const names = namesOf({ ...backup, installationId: await installationId(ctx) });
  await store.remove(names.key);
  await transaction(ctx, (tx) => destroyWrappingKeys(tx, "Backup", bindingId));
  // A run that is under way fails its guard; its last object is there before the lock is free.
  await withBackupLock(ctx, pk, { waitMs: USUAL_WAIT_MS }, async (tx) => {
    for (const name of await store.list(`${names.base}/`)) await store.remove(name);
    await tx.db.backupEntry.deleteMany({ where: { backupPk: pk, bindingId } });
    await tx.db.backupRun.deleteMany({ where: { backupPk: pk, bindingId } });
    const ended = await tx.db.backup.updateMany({ where: { pk, bindingId, state: "Resetting" }, data: UNBOUND });
    if (ended.count === 0) return;
    await record(tx, "ResetBackup", backupSubject(backup), { phase: "finished", bindingId });
  });
}

const UNBOUND = {
  state: "Disabled",
  bindingId: null,
  instancePk: null,
  sourceInstanceId: null,
  sourceReleasedAt: null,
  enabledAt: null,
  feedEpoch: null,
  snapshot: null,
  lastRunNumber: 0,
  lastCompletedAt: null,
  lastTickAt: null,
  lastBusinessDay: null,
  lastVerifiedAt: null,
  verifyError: null,
} as const;
