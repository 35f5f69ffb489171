import type { Tx } from "../context";
import { takeSecretUnits } from "../instances/quota";

/**
 * Deletes secrets with everything that hangs on them and gives their quota back. Only a backup brings them back
 * (BKP-103). A name, unlike an id, may be used again afterwards. The callers authorize and record. Returns how many there
 * were: of two that destroy the same secret, one finds none.
 */
export async function destroySecretRows(tx: Tx, secretPks: readonly string[]): Promise<number> {
  // Locked before they are counted, else two at once would give the same quota back twice.
  const rows = await tx.db.$queryRaw<{ pk: string; instancePk: string | null }[]>`
    SELECT pk, instance_pk AS "instancePk" FROM secret WHERE pk = ANY(${[...secretPks]}::uuid[]) ORDER BY pk FOR UPDATE`;
  // Versions, values, data keys, tags and policies go with their secret (ON DELETE CASCADE).
  await tx.db.secret.deleteMany({ where: { pk: { in: rows.map((row) => row.pk) } } });
  for (const [instancePk, count] of countBy(rows.flatMap((row) => row.instancePk ?? []))) {
    await takeSecretUnits(tx, instancePk, -count);
  }
  return rows.length;
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
