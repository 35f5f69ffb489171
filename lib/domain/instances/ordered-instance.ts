import type { OrderModel } from "@/lib/generated/prisma/models";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { asInstance, type Instance } from "./load-instance";

/** What an order renews or upgrades. Who may pay the order was judged when the order was loaded. */
export async function orderedInstance(tx: Tx, order: OrderModel): Promise<Instance> {
  const { resourceId, accountId: ownerAccountId, region } = order;
  const where = { instanceId: resourceId ?? "", ownerAccountId, region, saleStatus: { not: "Released" } } as const;
  const row = await tx.db.instance.findFirst({ where });
  if (!row) throw new DomainError("InstanceNotFound");
  return asInstance(row);
}
