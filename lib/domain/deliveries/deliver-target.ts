import { randomUuid } from "@/lib/crypto/random";
import { holdTarget, leaseTarget, releaseTarget } from "@/lib/db/deliveries.sql";
import type { DeliveryTargetModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { backoffMs } from "../jobs/backoff";
import { transaction } from "../transaction";
import { type Batch, nextBatch } from "./next-batch";
import type { SendError } from "./ports";
import { send } from "./send";

/** So that a large backlog does not hold one lease for ever. */
const BATCHES_MAX = 50;

export interface DeliverOptions {
  /** The moment between the receiver's answer and the note of it, for the test that kills there. */
  onSent?: () => Promise<void>;
}

export type Delivered = "nothing left" | "more" | "failed" | "not now";

/**
 * Sends what a target has not got: alerts, then events in the order of the account's chain (P25). Everything arrives at
 * least once: how far it came is noted after the receiver has answered, so one that is killed in between sends the same
 * again and leaves nothing out. A failure waits 5 s to 15 min and stands on the target. No transaction is open meanwhile.
 */
export async function deliverTarget(ctx: Ctx, targetPk: string, options: DeliverOptions = {}): Promise<Delivered> {
  const token = randomUuid();
  if (!(await leaseTarget(ctx.db, targetPk, token, ctx.now()))) return "not now";
  try {
    for (let sent = 0; sent < BATCHES_MAX; sent++) {
      const target = await ctx.db.deliveryTarget.findFirst({
        where: { pk: targetPk, leaseToken: token, paused: false },
      });
      if (!target) return "not now";
      const batch = await nextBatch(ctx, target);
      if (!batch) return "nothing left";
      const outcome = await send(ctx, target, batch);
      await options.onSent?.();
      if (!outcome.ok) {
        await noteFailure(ctx, target, token, outcome.error);
        return "failed";
      }
      if (!(await noteSuccess(ctx, target, token, batch))) return "not now";
    }
    return "more";
  } finally {
    await releaseTarget(ctx.db, targetPk, token);
  }
}

/** False when the target was another's by now, or is gone: then that one sends the same again. */
async function noteSuccess(ctx: Ctx, target: DeliveryTargetModel, token: string, batch: Batch): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    if (!(await holdTarget(tx.db, target.pk, token))) return false;
    if (batch.kind === "alerts") await noteAlerts(tx, target.pk, batch);
    // Moved on by somebody who gave up the backlog: it does not go back.
    else
      await tx.db.deliveryTarget.updateMany({
        where: { pk: target.pk, nextSeq: target.nextSeq },
        data: { nextSeq: batch.nextSeq },
      });
    const data = { lastDeliveredAt: tx.now(), failingSince: null, attempts: 0, nextAttemptAt: null, lastError: null };
    await tx.db.deliveryTarget.updateMany({ where: { pk: target.pk }, data });
    return true;
  });
}

async function noteAlerts(tx: Tx, targetPk: string, { alerts }: Extract<Batch, { kind: "alerts" }>): Promise<void> {
  // One that left meanwhile (AUD-06) needs no note.
  const living = await tx.db.alert.findMany({
    where: { pk: { in: alerts.map(({ pk }) => pk) } },
    select: { pk: true },
  });
  const data = living.map(({ pk: alertPk }) => ({ alertPk, targetPk, deliveredAt: tx.now() }));
  await tx.db.alertDelivery.createMany({ data, skipDuplicates: true });
}

async function noteFailure(ctx: Ctx, target: DeliveryTargetModel, token: string, error: SendError): Promise<void> {
  await transaction(ctx, async (tx) => {
    if (!(await holdTarget(tx.db, target.pk, token))) return;
    const attempts = target.attempts + 1;
    const nextAttemptAt = new Date(tx.now().getTime() + backoffMs(attempts));
    const failingSince = target.failingSince ?? tx.now();
    const data = { attempts, nextAttemptAt, failingSince, lastError: error };
    await tx.db.deliveryTarget.update({ where: { pk: target.pk }, data });
  });
}
