import { bindSystemBackup } from "../backups/bind-backup";
import type { Tx } from "../context";
import { createWrappingKey } from "../wrapping-keys";

/**
 * The instances of a rebuilt database: enabled and empty, each with a new key, for the one before is lost with what it
 * sealed, and with an automatic backup that begins anew. What they held is restored into them from their backups before.
 * One that was being released is there as before: its job is lost, and what it held is to be seen before it is given up.
 */
export async function reviveInstances(tx: Tx): Promise<number> {
  const instances = await tx.db.instance.findMany({
    where: { enabledAt: { not: null }, saleStatus: { not: "Released" } },
    orderBy: { createdAt: "asc" },
  });
  for (const instance of instances) {
    await createWrappingKey(tx, "Instance", instance.pk);
    await bindSystemBackup(tx, instance);
  }
  return instances.length;
}
