import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { isDuplicate, transaction } from "../transaction";
import { encryptionColumns, encryptionDetail, encryptionSchema } from "./choose-encryption";
import { loadTarget, targetSubject } from "./load-target";
import { isTargetName, wrongSending } from "./target-rules";

/**
 * Renames, pauses or resumes a target, or changes what it is sent and how its files are encrypted from now on. One that
 * resumes gets what it missed, and is tried at once. Files stay in the folder in which they began. It could end the
 * encryption, and so asks for step-up, as making a target does.
 * @throws DomainError DeliveryTargetNotFound, InvalidDeliveryTarget, DeliveryTargetExists
 */
export const updateDeliveryTarget = operation(
  "UpdateDeliveryTarget",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({
      target: z.string().min(1).max(100),
      name: z.string().max(200).optional(),
      paused: z.boolean().optional(),
      sendsEvents: z.boolean().optional(),
      sendsAlerts: z.boolean().optional(),
      ...encryptionSchema.shape,
    }),
  },
  async (ctx, input): Promise<void> => {
    // Before the transaction: it may make the service key. Nobody without permission causes that.
    const { kind } = authorize(ctx, "kms:UpdateDeliveryTarget", await loadTarget(ctx, input.target));
    const columns = input.encryption && (await encryptionColumns(ctx, kind, input));
    try {
      await transaction(ctx, async (tx) => {
        const target = authorize(tx, "kms:UpdateDeliveryTarget", await loadTarget(tx, input.target));
        const name = input.name ?? target.name;
        const paused = input.paused ?? target.paused;
        const sendsEvents = input.sendsEvents ?? target.sendsEvents;
        const sendsAlerts = input.sendsAlerts ?? target.sendsAlerts;
        if (!isTargetName(name)) throw new DomainError("InvalidDeliveryTarget", { name: "name" });
        if (wrongSending(target.kind, sendsEvents, sendsAlerts)) {
          throw new DomainError("InvalidDeliveryTarget", { name: "sends" });
        }
        // Not guarded by the revision, which each delivery moves: these columns are only changed here.
        const tryNow = (target.paused && !paused) || columns ? { nextAttemptAt: null } : {};
        await tx.db.deliveryTarget.update({
          where: { pk: target.pk },
          data: { name, paused, sendsEvents, sendsAlerts, ...columns, ...tryNow },
        });
        const detail = { name, paused, sendsEvents, sendsAlerts, ...(columns && encryptionDetail(columns)) };
        await record(tx, "UpdateDeliveryTarget", targetSubject(tx, target), detail);
      });
    } catch (error) {
      if (isDuplicate(error)) {
        throw new DomainError("DeliveryTargetExists", { name: input.name ?? "" }, { cause: error });
      }
      throw error;
    }
  },
);
