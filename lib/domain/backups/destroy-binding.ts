import { deleteEntries } from "@/lib/db/backup-catalogue.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { raiseBackupReleased } from "../alerts/release-alerts";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { transaction } from "../transaction";
import { destroyWrappingKeys } from "../wrapping-keys";
import { USUAL_WAIT_MS, withBackupLock } from "./backup-lock";
import { namesOf } from "./binding-names";
import { installationId, storeOf } from "./binding-store";
import { backupSubject } from "./load-backup";

/** Of a full catalogue some hundred thousand rows: each statement stays far below its time limit, and is kept. */
const ENTRIES_AT_ONCE = 20_000;

export type Destroyed = Pick<BackupModel, "pk" | "backupId" | "accountId" | "region"> & { bindingId: string };

/** What is to be ended: resets that were interrupted, or are under way, and what leaves. To end one twice does no harm. */
export async function dueResets(ctx: Ctx): Promise<{ subjectPk: string; dueAt: Date }[]> {
  const where = { OR: [{ state: "Resetting" as const }, { leaving: true }], bindingId: { not: null } };
  const resetting = await ctx.db.backup.findMany({ where, select: { pk: true } });
  return resetting.map(({ pk }) => ({ subjectPk: pk, dueAt: ctx.now() }));
}

/** Ends a reset for whoever asked: what was promised to be destroyed does not wait for somebody to ask again. */
export async function finishReset(ctx: Ctx, backupPk: string): Promise<void> {
  const backup = await ctx.db.backup.findUnique({ where: { pk: backupPk } });
  if (!backup?.bindingId || !(backup.state === "Resetting" || backup.leaving)) return;
  await destroyBinding(ctx, { ...backup, bindingId: backup.bindingId });
}

/**
 * Destroys what a binding holds (invariant 7): its key first, in the store and in the database, so that what remains is
 * unreadable; then the objects; then what the database knows of it. Its backup is Disabled then, or gone where it is
 * leaving. Its end is an event of its own (P27), by whoever ended it; there is one, however many tried.
 * @throws DomainError BackupStoreUnavailable; then it can be called again
 */
export async function destroyBinding(ctx: Ctx, backup: Destroyed): Promise<void> {
  const { pk, bindingId } = backup;
  const store = storeOf(ctx);
  const names = namesOf({ ...backup, installationId: await installationId(ctx) });
  await store.remove(names.key);
  await transaction(ctx, (tx) => destroyWrappingKeys(tx, "Backup", bindingId));
  // A run that is under way fails its guard; its last object is there before the lock is free.
  await withBackupLock(ctx, pk, { waitMs: USUAL_WAIT_MS }, async (tx) => {
    for (const name of await store.list(`${names.base}/`)) await store.remove(name);
    const some = { backupPk: pk, bindingId, limit: ENTRIES_AT_ONCE };
    while ((await deleteEntries(ctx.db, some)) > 0); // beside the transaction, which keeps only the lock so far
    await tx.db.backupRun.deleteMany({ where: { backupPk: pk, bindingId } });
    await tx.db.backupReport.deleteMany({ where: { backupPk: pk, bindingId } }); // they name what it held
    await endBinding(tx, backup);
  });
}

async function endBinding(tx: Tx, { pk, bindingId }: Destroyed): Promise<void> {
  const row = await tx.db.backup.findFirst({
    where: { pk, bindingId, OR: [{ state: "Resetting" }, { leaving: true }] },
  });
  if (!row) return; // somebody else has ended it
  const where = { pk, bindingId };
  if (!row.leaving) {
    await tx.db.backup.updateMany({ where, data: UNBOUND });
    return record(tx, "ResetBackup", backupSubject(row), { phase: "finished", bindingId });
  }
  // Reports go with it; restores and transfers stay, for what they brought about stays too.
  await tx.db.backup.deleteMany({ where });
  await recordLeft(tx, row);
}

/** A row that is gone, after the last of its data. One that never was shown to anybody leaves without a word. */
export async function recordLeft(tx: Tx, row: BackupModel): Promise<void> {
  if (row.state === "Uploading") return;
  const { backupId, bindingId, type } = row;
  const event = type === "Upload" ? "DeleteBackup" : "ReleaseBackup";
  await record(tx, event, backupSubject(row), { phase: "finished", bindingId });
  if (type !== "Upload") await raiseBackupReleased(tx, backupSubject(row), { backupId, type });
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
  lastDrillAt: null,
} as const;
