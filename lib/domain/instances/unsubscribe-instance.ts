import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Micros } from "../billing/money";
import { paidFrom, placeRefund, refundOf } from "../billing/refund";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { beginReleaseByHand } from "./begin-release";
import { recordedInstance } from "./change-instance";
import { assertOffered } from "./instance-standing";
import { loadInstance } from "./load-instance";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** Although the last state is in no backup (INS-65). */
  force: z.boolean().default(false),
});

/**
 * Unsubscribe (INS-65, BIL-09): ends a subscription before its time as a release ends pay-as-you-go, and gives back what
 * was paid for the days that have not begun. The refund is placed now and given in the transaction that destroys the
 * instance: whoever gets the instance back, because its last backup failed, gets no money. Refused under deletion
 * protection (INS-49), after expiry, and without any enabled backup unless forced.
 */
export const unsubscribeInstance = operation(
  "UnsubscribeInstance",
  { touches: "secrets", schema, stepUp: true },
  (ctx, input): Promise<{ instanceId: string; orderId: string; refundMicros: Micros }> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:UnsubscribeInstance", unread);
      assertOffered(tx, "UnsubscribeInstance", instance);
      const { instanceId, region, ownerAccountId: accountId } = instance;
      const refundMicros = await refundOf(tx, instance.pk, tx.now());
      const paidWith = await paidFrom(tx, instance.pk);
      const of = { accountId, region, product: "instance.software", resourceId: instanceId, paidWith };
      const refund = await placeRefund(tx, of, refundMicros, { reason: "Unsubscribed", of: instanceId });
      await beginReleaseByHand(tx, instance, { force: input.force, refundOrderPk: refund.pk });
      const detail = { force: input.force, orderId: refund.orderId, refundMicros: refundMicros.toString() };
      await record(tx, "UnsubscribeInstance", recordedInstance(instance), detail);
      return { instanceId, orderId: refund.orderId, refundMicros };
    }),
);
