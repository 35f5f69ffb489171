import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { OrderFormOf } from "../billing/order-parameters";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { changeInstance, recordedInstance } from "./change-instance";
import { assertOffered } from "./instance-standing";
import { orderedInstance } from "./ordered-instance";
import { isSameSpecification, specificationOf } from "./specification";

/**
 * What a paid upgrade of the specification does (INS-48). Refused where the instance or its period is not what the price
 * was for: of two at once, the second is asked to order anew.
 */
export async function raiseSpecification(
  tx: Tx,
  order: OrderModel,
  form: OrderFormOf<"specification">,
): Promise<string> {
  const instance = await orderedInstance(tx, order);
  assertOffered(tx, "CreateSpecificationOrder", instance);
  const { endsAt } = instance;
  const isOfThisPeriod = endsAt !== null && endsAt.toISOString() === form.endsAt;
  if (!isOfThisPeriod || !isSameSpecification(form.from, specificationOf(instance))) {
    throw new DomainError("OrderNotPayable");
  }
  await changeInstance(tx, instance, form.specification);
  const paid = { orderPk: order.pk, startsAt: tx.now(), endsAt, amountMicros: order.amountMicros };
  await tx.db.paidPeriod.create({ data: { pk: tx.newId(), instancePk: instance.pk, ...paid } });
  const detail = { orderId: order.orderId, ...form.specification };
  await record(tx, "UpgradeInstanceSpecification", recordedInstance(instance), detail);
  return instance.instanceId;
}
