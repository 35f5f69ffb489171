import type { InstanceModel, OrderModel } from "@/lib/generated/prisma/models";
import { parseOrderParameters } from "../billing/order-parameters";
import { endOfPeriod } from "../calendar";
import type { Tx } from "../context";
import { newInstanceId } from "../ids";
import { CURRENT_IMAGE_VERSION } from "./instance-rules";

/**
 * The row of a bought instance, not enabled yet (INS-40). A subscription runs from this second to 00:00:00 of the day
 * after its last one (INS-60); pay-as-you-go has no end.
 */
export function insertInstance(tx: Tx, order: OrderModel): Promise<InstanceModel> {
  const { form } = parseOrderParameters(order.parameters);
  const at = tx.now();
  return tx.db.instance.create({
    data: {
      pk: tx.newId(),
      instanceId: newInstanceId(),
      region: order.region,
      ownerAccountId: order.accountId,
      type: form.instanceType,
      chargeType: order.chargeType,
      ...form.specification,
      imageVersion: CURRENT_IMAGE_VERSION,
      createdAt: at,
      startsAt: at,
      endsAt: form.months === null ? null : endOfPeriod(at, form.months, tx.deployment.timeZone),
    },
  });
}
