import { z } from "zod";
import { keepPastKeys } from "@/lib/db/daily-bills.sql";
import { raiseKeyDeletion } from "../alerts/deletion-alerts";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { takeKeyUnits } from "../instances/quota";
import { operation } from "../operation";
import { retireIds } from "../retired-id";
import { transaction } from "../transaction";
import { isPastDeletion } from "./key-state";
import { keySubject } from "./load-key";

/**
 * Destroys keys with everything that hangs on them: material, versions, aliases, tags, policy; retires their ids and gives
 * the quota back (INS-08). Days that are charged later still count them (BIL-04). Secrets keep the public id of the key they lost (KEY-58). What the caller may destroy, and the
 * events of it, are the caller's business.
 */
export async function destroyKeyRows(tx: Tx, keyPks: readonly string[]): Promise<void> {
  const where = { keyPk: { in: [...keyPks] } };
  const keys = await tx.db.key.findMany({
    where: { pk: { in: [...keyPks] } },
    select: { keyId: true, region: true, accountId: true, instancePk: true, versions: { select: { versionId: true } } },
  });
  await keepPastKeys(tx.db, keyPks, tx.now());
  await tx.db.keyMaterial.deleteMany({ where: { version: where } });
  await tx.db.keyVersion.deleteMany({ where });
  await tx.db.alias.deleteMany({ where });
  await tx.db.key.deleteMany({ where: { pk: { in: [...keyPks] } } });
  for (const { keyId, region, accountId, versions } of keys) {
    await retireIds(tx, "key", region, accountId, [keyId]);
    await retireIds(
      tx,
      "key-version",
      region,
      accountId,
      versions.map(({ versionId }) => versionId),
    );
  }
  for (const [instancePk, units] of unitsOf(keys)) await takeKeyUnits(tx, instancePk, -units);
}

function unitsOf(keys: readonly { instancePk: string | null; versions: readonly object[] }[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { instancePk, versions } of keys) {
    if (instancePk) units.set(instancePk, (units.get(instancePk) ?? 0) + versions.length);
  }
  return units;
}

/** Keys whose deletion fell due, for the worker. */
export async function findDueKeys(ctx: Ctx, limit = 500): Promise<{ pk: string; deleteAt: Date }[]> {
  const rows = await ctx.db.key.findMany({
    where: { state: "PendingDeletion", deleteAt: { lte: ctx.now() } },
    select: { pk: true, deleteAt: true },
    orderBy: { deleteAt: "asc" },
    take: limit,
  });
  return rows.flatMap(({ pk, deleteAt }) => (deleteAt ? [{ pk, deleteAt }] : []));
}

/**
 * Destroys one key whose deletion fell due (KEY-51), in a transaction of its own, recorded as DeleteKey. A key that is
 * gone, or whose deletion was cancelled in time, is left as it is. For the worker only. Gives whether it destroyed.
 */
export const destroyDueKey = operation(
  "DeleteKey",
  { touches: "secrets", schema: z.object({ keyPk: z.uuid() }) },
  async (ctx, { keyPk }): Promise<boolean> => {
    if (ctx.actor.kind !== "system") throw new DomainError("NoPermission", { action: "kms:DeleteKey", resource: "*" });
    return transaction(ctx, (tx) => destroyIfDue(tx, keyPk));
  },
);

/** The same inside a transaction that needs the place of a key whose deletion fell due: its event and alert are written here. */
export async function destroyIfDue(tx: Tx, keyPk: string): Promise<boolean> {
  // Takes the row's lock: a cancellation that commits first changes the state, one that comes later finds no row.
  const locked = await tx.db.key.updateMany({
    where: { pk: keyPk, state: "PendingDeletion", deleteAt: { lte: tx.now() } },
    data: { state: "PendingDeletion" },
  });
  const key = locked.count === 1 ? await tx.db.key.findUnique({ where: { pk: keyPk } }) : null;
  if (!key || !isPastDeletion(key, tx.now())) return false;
  const { keyId, deleteAt } = key;
  await record(tx, "DeleteKey", keySubject(key), { keyId, scheduledFor: deleteAt?.toISOString() ?? "" });
  await raiseKeyDeletion(tx, "Key:DeleteKey", keySubject(key), key);
  await destroyKeyRows(tx, [keyPk]);
  return true;
}
