import type { OrderModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";

/** The order of that public id. Orders belong to an account, whatever region their resource lies in. */
export async function loadOrder(tx: Ctx | Tx, orderId: string): Promise<Unread<OrderModel>> {
  const found = await tx.db.order.findUnique({ where: { orderId } });
  const caller = tx.actor.kind === "nobody" ? "" : (tx.actor.accountId ?? "");
  return new Unread(arnOf("*", caller, "order", orderId), "OrderNotFound", found);
}
