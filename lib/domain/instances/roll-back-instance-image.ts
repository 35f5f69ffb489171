import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { imageVersionAt, rollbackAt } from "./image-state";
import { assertOffered } from "./instance-standing";
import { type InstanceView, viewOfInstance } from "./instance-view";
import { loadInstance } from "./load-instance";

/** Roll Back Now (INS-46): brings back, within a week, what the instance ran before its upgrade. It takes as long as one. */
export const rollBackInstanceImage = operation(
  "RollBackInstanceImage",
  { touches: "secrets", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  (ctx, { region, instanceId }): Promise<InstanceView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:RollBackInstanceImage", await loadInstance(tx, region, instanceId));
      assertOffered(tx, "RollBackInstanceImage", instance);
      const before = rollbackAt(instance, tx.now());
      if (!before) throw new DomainError("RollbackNotPossible");
      const from = imageVersionAt(instance, tx.now());
      const changed = await changeInstance(tx, instance, {
        imageVersion: from,
        upgradeTo: before.to,
        upgradeMethod: "Rollback",
        upgradeStartsAt: tx.now(),
        upgradeEndsAt: new Date(tx.now().getTime() + tx.deployment.imageUpgradeMs),
        upgradeOutcome: null,
      });
      await record(tx, "RollBackInstanceImage", recordedInstance(instance), { from, to: before.to });
      return viewOfInstance(tx, changed);
    }),
);
