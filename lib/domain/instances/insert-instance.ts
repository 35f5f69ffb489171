import type { OrderModel } from "@/lib/generated/prisma/models";
import type { OrderFormOf } from "../billing/order-parameters";
import { endOfPeriod } from "../calendar";
import type { Tx } from "../context";
import { newInstanceId } from "../ids";
import { deploymentModesOf, LATEST_IMAGE_VERSION } from "./instance-rules";
import { regionOf } from "./regions";

/**
 * The rows of bought instances, not enabled yet (INS-40), and what was paid for each. A subscription runs from this second
 * to 00:00:00 of the day after its last one (INS-60); pay-as-you-go has no end. Returns their ids.
 */
export async function insertInstances(tx: Tx, order: OrderModel, form: OrderFormOf<"instance">): Promise<string[]> {
  const { instanceType: type, months, specification, site, quantity, autoRenewalMonths } = form;
  const at = tx.now();
  const endsAt = months === null ? null : endOfPeriod(at, months, tx.deployment.timeZone);
  const mode = form.deploymentMode ?? deploymentModesOf(regionOf(tx, order.region).zones).at(-1);
  const rows = Array.from({ length: quantity }, () => ({
    pk: tx.newId(),
    instanceId: newInstanceId(),
    region: order.region,
    ownerAccountId: order.accountId,
    type,
    chargeType: order.chargeType,
    ...specification,
    site,
    ...(mode && { deploymentMode: mode }),
    ...(autoRenewalMonths !== null && { renewalStatus: "AutoRenewal" as const, autoRenewalMonths }),
    imageVersion: form.imageVersion ?? LATEST_IMAGE_VERSION,
    createdAt: at,
    startsAt: at,
    endsAt,
  }));
  await tx.db.instance.createMany({ data: rows });
  if (endsAt) {
    const paid = { orderPk: order.pk, startsAt: at, endsAt, amountMicros: order.amountMicros / BigInt(quantity) };
    await tx.db.paidPeriod.createMany({ data: rows.map(({ pk }) => ({ pk: tx.newId(), instancePk: pk, ...paid })) });
  }
  return rows.map(({ instanceId }) => instanceId);
}
