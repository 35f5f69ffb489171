import { record } from "../audit/record";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { overdueOrders } from "./order-state";

const AT_ONCE = 200;

/** Writes down that orders were not paid in time; what that means holds without it. Returns how many there were. */
export async function expireOrders(ctx: Ctx): Promise<number> {
  let expired = 0;
  for (let some = AT_ONCE; some === AT_ONCE; expired += some) some = await expireSome(ctx);
  return expired;
}

async function expireSome(ctx: Ctx): Promise<number> {
  return transaction(ctx, async (tx) => {
    const overdue = overdueOrders(tx.now());
    const found = await tx.db.order.findMany({
      where: overdue,
      select: { pk: true },
      orderBy: { payableUntil: "asc" },
      take: AT_ONCE,
    });
    // Judged again: of two workers one cancels.
    const cancelled = await tx.db.order.updateManyAndReturn({
      where: { ...overdue, pk: { in: found.map(({ pk }) => pk) } },
      data: { state: "Cancelled", cancelledAt: tx.now() },
      select: { orderId: true, accountId: true, region: true },
    });
    for (const { orderId, accountId, region } of cancelled) {
      await record(tx, "CancelOrder", { accountId, region, arn: orderId }, { orderId, reason: "Expired" });
    }
    return cancelled.length;
  });
}
