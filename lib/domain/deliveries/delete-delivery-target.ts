import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { loadTarget, targetSubject } from "./load-target";

/** Nothing is sent there any more; what was written to files stays. @throws DomainError DeliveryTargetNotFound */
export const deleteDeliveryTarget = operation(
  "DeleteDeliveryTarget",
  { touches: "secrets", schema: z.object({ target: z.string().min(1).max(100) }), stepUp: true },
  async (ctx, input): Promise<void> =>
    transaction(ctx, async (tx) => {
      const target = authorize(tx, "kms:DeleteDeliveryTarget", await loadTarget(tx, input.target));
      const { kind, name, address, nextSeq, pk } = target;
      const { count } = await tx.db.deliveryTarget.deleteMany({ where: { pk } });
      if (count === 0) throw new DomainError("DeliveryTargetNotFound");
      const detail = { kind, name, address, nextSeq: nextSeq.toString() };
      await record(tx, "DeleteDeliveryTarget", targetSubject(tx, target), detail);
    }),
);
