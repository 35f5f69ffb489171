import type { OrderModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { OrderFormOf } from "../billing/order-parameters";
import { endOfPeriod, laterEndOfPeriod } from "../calendar";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { changeInstance, recordedInstance } from "./change-instance";
import { outcomeToKeep } from "./image-state";
import { assertOffered } from "./instance-standing";
import { isExpired } from "./instance-state";
import type { Instance } from "./load-instance";
import { orderedInstance } from "./ordered-instance";
import { isSameSpecification, specificationOf } from "./specification";

/** The period that a renewal of so many months at `now` adds to a subscription that ends at `endsAt`. */
export interface NextPeriod {
  startsAt: Date;
  endsAt: Date;
}

/**
 * Before expiry a renewal goes on where the period ends (BKP-110); afterwards it begins at the second in which it is paid
 * (INS-60): the days without service are not charged.
 */
export function nextPeriod(endsAt: Date, now: Date, months: number, timeZone: string): NextPeriod {
  if (isExpired({ endsAt }, now)) return { startsAt: now, endsAt: endOfPeriod(now, months, timeZone) };
  return { startsAt: endsAt, endsAt: laterEndOfPeriod(endsAt, months, timeZone) };
}

/**
 * What a paid renewal does (INS-63): another end, and with it service again, at once and with all data. Judged again now:
 * refused at the end of the 15 days, while releasing, and where the instance is not what the price was for.
 */
export async function extendInstance(tx: Tx, order: OrderModel, form: OrderFormOf<"renewal">): Promise<string> {
  const instance = await orderedInstance(tx, order);
  assertOffered(tx, "CreateRenewalOrder", instance);
  if (!isSameSpecification(form.specification, specificationOf(instance))) throw new DomainError("OrderNotPayable");
  const period = periodOf(tx, instance, form.months);
  await changeInstance(tx, instance, {
    endsAt: period.endsAt,
    renewalTriedOn: null,
    upgradeOutcome: outcomeToKeep(instance, tx.now()),
  });
  const paid = { orderPk: order.pk, ...period, amountMicros: order.amountMicros };
  await tx.db.paidPeriod.create({ data: { pk: tx.newId(), instancePk: instance.pk, ...paid } });
  const { months, automatic } = form;
  await record(tx, "RenewInstance", recordedInstance(instance), {
    orderId: order.orderId,
    months,
    automatic,
    endsAt: period.endsAt.toISOString(),
  });
  return instance.instanceId;
}

function periodOf(tx: Tx, { endsAt }: Instance, months: number): NextPeriod {
  if (endsAt === null) throw new DomainError("RenewalNotPossible");
  return nextPeriod(endsAt, tx.now(), months, tx.deployment.timeZone);
}
