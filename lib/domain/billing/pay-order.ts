import { z } from "zod";
import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { fulfilOrder } from "./fulfil-order";
import { balanceOf, customerBook, lockBalance, post } from "./ledger";
import { loadOrder } from "./load-order";
import { type OrderView, orderView } from "./order-view";

/**
 * Pay (BIL-01): takes the order's price from the balance and does what it is for, in one transaction, so that there is
 * never money without instance or instance without money. Paying a paid order again changes nothing and returns it.
 * Refuses unticked terms, a balance that is not sufficient at that moment (BIL-05), an order that was cancelled, and one
 * whose price is of something that has changed.
 */
export const payOrder = operation(
  "PayOrder",
  { touches: "secrets", schema: z.object({ orderId: z.string(), termsAccepted: z.boolean() }) },
  (ctx, input): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const asked = authorize(tx, "kms:PayOrder", await loadOrder(tx, input.orderId));
      if (!input.termsAccepted) throw new DomainError("TermsNotAccepted");
      // From here on the account's other payments wait; what is read now is what is decided on.
      await lockBalance(tx, asked.accountId);
      const order = await tx.db.order.findUniqueOrThrow({ where: { pk: asked.pk } });
      if (order.state === "Paid" || order.state === "Fulfilled") return orderView(tx, order);
      if (order.state !== "Unpaid") throw new DomainError("OrderNotPayable");
      return orderView(tx, await settleOrder(tx, order));
    }),
);

/** Takes the price of an unpaid order and does what it is for. The caller holds the account's balance. */
export async function settleOrder(tx: Tx, order: OrderModel): Promise<OrderModel> {
  await takePayment(tx, order);
  const { state, resourceIds } = await fulfilOrder(tx, order);
  const resourceId = resourceIds[0] ?? order.resourceId;
  const paid = { state, paidAt: tx.now(), resourceId, resourceIds };
  assertChanged(await tx.db.order.updateMany({ where: { pk: order.pk, revision: order.revision }, data: paid }));
  const { orderId, accountId, region, amountMicros } = order;
  await record(
    tx,
    "PayOrder",
    { accountId, region, arn: orderId },
    { orderId, amountMicros: amountMicros.toString(), resourceIds },
  );
  return { ...order, ...paid };
}

/** An order that costs nothing moves no money (BIL-04). */
async function takePayment(tx: Tx, order: OrderModel): Promise<void> {
  if (order.amountMicros === 0n) return;
  if ((await balanceOf(tx, order.accountId)) < order.amountMicros) throw new DomainError("InsufficientBalance");
  await post(tx, {
    accountId: order.accountId,
    kind: "OrderPayment",
    orderPk: order.pk,
    lines: [
      { book: customerBook(order.accountId), amountMicros: -order.amountMicros },
      { book: "revenue", amountMicros: order.amountMicros },
    ],
  });
}
