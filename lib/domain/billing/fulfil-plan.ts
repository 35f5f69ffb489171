import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import { endOfPeriod } from "../calendar";
import type { Tx } from "../context";
import { newPlanId } from "../ids";
import { payBack } from "./refund";

/**
 * Puts rotation of the region's default key into effect (KEY-06). Where it is in effect already, the price comes back at
 * once and nothing else happens. The payer holds the account's balance, so of two at once the second sees the first.
 */
export async function fulfilPlan(
  tx: Tx,
  order: OrderModel,
  months: number,
): Promise<{ state: "Paid" | "Cancelled"; resourceIds: string[] }> {
  const { accountId, region } = order;
  const place = { accountId, region };
  const where = { accountId_region: place };
  const present = await tx.db.defaultKeyRotation.findUnique({ where });
  if (present && present.endsAt > tx.now()) {
    const refund = await payBack(tx, order, order.amountMicros, { reason: "DuplicatePlan", of: order.orderId });
    const subject = { accountId, region, arn: order.orderId };
    await record(tx, "RefundOrder", subject, { orderId: refund.orderId, reason: "DuplicatePlan" });
    return { state: "Cancelled", resourceIds: [] };
  }
  const planId = newPlanId();
  const plan = { planId, startsAt: tx.now(), endsAt: endOfPeriod(tx.now(), months, tx.deployment.timeZone) };
  await tx.db.defaultKeyRotation.upsert({ where, create: { ...place, ...plan }, update: plan });
  return { state: "Paid", resourceIds: [planId] };
}
