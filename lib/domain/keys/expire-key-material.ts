import type { Prisma } from "@/lib/generated/prisma/client";
import { log } from "@/lib/log";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { transaction } from "../transaction";
import { keySubject } from "./load-key";

const BATCH = 100;

/**
 * Removes imported material whose time is over (KEY-64), each key in a transaction of its own, and returns how many. The
 * key is PendingImport from that second on whether this ran or not (`stateAt`). For the worker.
 */
export async function expireKeyMaterial(ctx: Ctx): Promise<number> {
  const due = await ctx.db.key.findMany({
    where: {
      ...withMaterialPast(ctx.now()),
      // What an instance takes into its last backup stays as it is.
      AND: { OR: [{ instancePk: null }, { instance: { saleStatus: { not: "Releasing" } } }] },
    },
    select: { pk: true },
    orderBy: { materialExpiresAt: "asc" },
    take: BATCH,
  });
  let removed = 0;
  for (const { pk } of due) {
    try {
      if (await transaction(ctx, (tx) => expireOne(tx, pk))) removed++;
    } catch (error) {
      // One that fails again and again holds up none of the others.
      log.warn("imported material that is over was not removed yet", { keyPk: pk, error });
    }
  }
  return removed;
}

/** A state other than PendingImport is what says that material is there, but while a deletion is pending. */
function withMaterialPast(now: Date): Prisma.KeyWhereInput {
  return {
    materialExpiresAt: { lte: now },
    OR: [
      { state: { in: ["Enabled", "Disabled"] } },
      { state: "PendingDeletion", versions: { some: { material: { isNot: null } } } },
    ],
  };
}

/** Judged again under the row's lock: an import that commits first has moved the end. */
async function expireOne(tx: Tx, pk: string): Promise<boolean> {
  await tx.db.$queryRaw`SELECT FROM key WHERE pk = ${pk}::uuid FOR UPDATE`;
  const key = await tx.db.key.findFirst({ where: { pk, ...withMaterialPast(tx.now()) } });
  if (!key) return false;
  await tx.db.keyMaterial.deleteMany({ where: { version: { keyPk: pk } } });
  // The end stays beside it: it says why the key waits.
  if (key.state !== "PendingDeletion") await tx.db.key.update({ where: { pk }, data: { state: "PendingImport" } });
  const expiredAt = key.materialExpiresAt?.toISOString() ?? "";
  await record(tx, "DeleteKeyMaterial", keySubject(key), { due: true, expiredAt });
  return true;
}
