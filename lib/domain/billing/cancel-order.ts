import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { lockBalance } from "./ledger";
import { loadOrder } from "./load-order";
import { orderStateAt } from "./order-state";
import { type OrderView, orderView } from "./order-view";

/** Gives up an order that is not paid. Of cancelling and paying at once, one does. A refund is not the customer's to cancel. */
export const cancelOrder = operation(
  "CancelOrder",
  { touches: "secrets", schema: z.object({ orderId: z.string() }) },
  (ctx, input): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const asked = authorize(tx, "kms:CancelOrder", await loadOrder(tx, input.orderId));
      await lockBalance(tx, asked.accountId);
      const order = await tx.db.order.findUniqueOrThrow({ where: { pk: asked.pk } });
      if (order.type === "REFUND") throw new DomainError("OrderNotPayable");
      const state = orderStateAt(order, tx.now());
      if (state === "Cancelled") return orderView(tx, order);
      if (state !== "Unpaid") throw new DomainError("OrderNotPayable");
      const cancelled = { state: "Cancelled", cancelledAt: tx.now() } as const;
      const unpaid = { pk: order.pk, revision: order.revision };
      assertChanged(await tx.db.order.updateMany({ where: unpaid, data: cancelled }));
      const { orderId, accountId, region } = order;
      await record(tx, "CancelOrder", { accountId, region, arn: orderId }, { orderId, reason: "Asked" });
      return orderView(tx, { ...order, ...cancelled });
    }),
);
