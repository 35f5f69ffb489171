import { z } from "zod";
import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { fulfilOrder } from "./fulfil-order";
import { lockBalance } from "./ledger";
import { loadOrder } from "./load-order";
import { isOrderExpired } from "./order-state";
import { type OrderView, orderView } from "./order-view";
import { assertCanPay, usualPayment } from "./payment";

/**
 * Pay (BIL-01): takes the order's price from the balance and does what it is for, in one transaction, so that there is
 * never money without instance or instance without money. Paying a paid order again changes nothing and returns it.
 * Refuses unticked terms, a balance that is not sufficient at that moment (BIL-05), an order that was cancelled or not paid
 * in time, and one whose price is of something that has changed.
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
      if (isOrderExpired(order, tx.now())) throw new DomainError("OrderExpired");
      if (order.state !== "Unpaid") throw new DomainError("OrderNotPayable");
      return orderView(tx, await settleOrder(tx, order));
    }),
);

/** Takes the price of an unpaid order and does what it is for. The caller holds the account's balance and has judged its state. */
export async function settleOrder(tx: Tx, order: OrderModel): Promise<OrderModel> {
  const payment = usualPayment;
  const { pk: orderPk, accountId, amountMicros } = order;
  await assertCanPay(tx, accountId, amountMicros);
  // An order that costs nothing moves no money (BIL-04).
  if (amountMicros > 0n) await payment.pay(tx, { accountId, orderPk, amountMicros });
  const { state, resourceIds } = await fulfilOrder(tx, { ...order, paidWith: payment.name });
  const resourceId = resourceIds[0] ?? order.resourceId;
  const paid = { state, paidWith: payment.name, paidAt: tx.now(), resourceId, resourceIds };
  assertChanged(await tx.db.order.updateMany({ where: { pk: order.pk, revision: order.revision }, data: paid }));
  const { orderId, region } = order;
  await record(
    tx,
    "PayOrder",
    { accountId, region, arn: orderId },
    { orderId, amountMicros: amountMicros.toString(), resourceIds },
  );
  return { ...order, ...paid };
}
