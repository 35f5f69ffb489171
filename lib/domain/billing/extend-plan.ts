import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { nextPeriod } from "../instances/extend-instance";

/**
 * What a paid renewal of a plan does: another end, reckoned as an instance's is (INS-60). The payer holds the account's
 * balance: two renewals add up. Refused where another plan was bought meanwhile.
 */
export async function extendPlan(tx: Tx, order: OrderModel, months: number): Promise<string> {
  const { accountId, region, resourceId } = order;
  const where = { accountId_region: { accountId, region } };
  const plan = await tx.db.defaultKeyRotation.findUnique({ where });
  if (!plan || plan.planId !== resourceId) throw new DomainError("OrderNotPayable");
  const { startsAt, endsAt } = nextPeriod(plan.endsAt, tx.now(), months, tx.deployment.timeZone);
  // One that is over begins anew; one in effect goes on.
  const begun = plan.endsAt <= tx.now() ? { startsAt } : {};
  await tx.db.defaultKeyRotation.update({ where, data: { ...begun, endsAt } });
  const detail = { orderId: order.orderId, planId: plan.planId, months, endsAt: endsAt.toISOString() };
  await record(tx, "RenewPlan", { accountId, region, arn: order.orderId }, detail);
  return plan.planId;
}
