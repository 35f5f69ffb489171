import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { targetFor, targetSubject } from "./load-rotation-target";
import { lockTarget } from "./lock-target";

/**
 * Forgets a target. The accounts there stay as they are (SEC-17), and so does the secret of its credential.
 * @throws DomainError RotationTargetInUse while secrets rotate there, those in their delete window too
 */
export const deleteRotationTarget = operation(
  "DeleteRotationTarget",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({ region: z.string(), targetId: z.string().min(1).max(100) }),
  },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const target = await lockTarget(tx, await targetFor(tx, "DeleteRotationTarget", input));
      const { accountId, region, targetId } = target;
      const count = await tx.db.secret.count({ where: { accountId, region, targetId } });
      if (count > 0) throw new DomainError("RotationTargetInUse", { count });
      await tx.db.rotationTarget.delete({ where: { pk: target.pk } });
      const subject = targetSubject(target);
      await record(tx, "DeleteRotationTarget", subject, { credentialSecret: target.credentialSecret });
      return { targetId, arn: subject.arn };
    }),
);
