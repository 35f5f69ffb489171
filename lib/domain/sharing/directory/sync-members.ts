import { instancesSharedByPlace } from "@/lib/db/sharing.sql";
import type { Tx } from "../../context";
import { syncAccess } from "../access";

/**
 * After a member came, moved or went: who may work where follows, in each instance that is shared with a place of the
 * directory (SHR-05) and in each that the member could work in. @throws DomainError ResourceInUse (SHR-16)
 */
export async function syncMember(tx: Tx, directoryPk: string, accountId: string): Promise<void> {
  const held = await tx.db.instancePrincipal.findMany({ where: { accountId, state: { not: "Ended" } } });
  const touched = new Set([
    ...(await instancesSharedByPlace(tx.db, directoryPk)),
    ...held.map((one) => one.instancePk),
  ]);
  for (const instancePk of [...touched].sort()) await syncAccess(tx, instancePk);
}
