import type { Tx } from "../../context";
import { syncAccess } from "../access";

/** After something was taken out of a share; gives how many accounts lost an instance. @throws DomainError ResourceInUse */
export async function syncInstances(tx: Tx, instances: readonly { instancePk: string }[]): Promise<number> {
  let ended = 0;
  for (const pk of instances.map(({ instancePk }) => instancePk).sort())
    ended += (await syncAccess(tx, pk)).ended.length;
  return ended;
}
