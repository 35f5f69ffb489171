import { z } from "zod";
import { chainHeadsOf } from "@/lib/db/audit.sql";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { loadTarget, targetSubject } from "./load-target";

/**
 * Gives up what a target has not got of the events: it goes on with the next one. How many it will never get stands on
 * it, and which is the first event that it gets. @throws DomainError DeliveryTargetNotFound
 */
export const skipToNow = operation(
  "SkipToNow",
  { touches: "secrets", schema: z.object({ target: z.string().min(1).max(100) }) },
  async (ctx, input): Promise<{ skipped: number }> =>
    transaction(ctx, async (tx) => {
      const { pk } = authorize(tx, "kms:SkipToNow", await loadTarget(tx, input.target));
      // Its row's lock: what is being noted as delivered meanwhile is not skipped too.
      await tx.db.deliveryTarget.update({ where: { pk }, data: { nextAttemptAt: null } });
      const target = await tx.db.deliveryTarget.findUniqueOrThrow({ where: { pk } });
      const [head] = await chainHeadsOf(tx.db, [target.accountId]);
      const next = (head?.seq ?? 0n) + 1n;
      const gap = next > target.nextSeq ? next - target.nextSeq : 0n;
      if (gap === 0n) return { skipped: 0 };
      await tx.db.deliveryTarget.update({ where: { pk }, data: { nextSeq: next, skipped: { increment: gap } } });
      const detail = { from: target.nextSeq.toString(), to: (next - 1n).toString(), events: gap.toString() };
      await record(tx, "SkipToNow", targetSubject(tx, target), detail);
      return { skipped: Number(gap) };
    }),
);
