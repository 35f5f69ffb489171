import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { beginReleaseByHand } from "./begin-release";
import { recordedInstance } from "./change-instance";
import { assertOffered } from "./instance-standing";
import { loadInstance } from "./load-instance";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** ForceDeleteWithoutBackup: release although the last state is in no backup (INS-65). */
  force: z.boolean().default(false),
});

/**
 * Release (INS-65): from the commit on nothing in the instance can be changed, and the worker takes a last backup,
 * verifies it and destroys all keys and secrets (INS-64, BKP-36). If that backup fails, the instance comes back and its
 * details say why (BKP-169), unless forced. Pay-as-you-go only; refused under deletion protection (INS-49), and without
 * any enabled backup unless forced.
 */
export const releaseInstance = operation(
  "ReleaseInstance",
  { touches: "secrets", schema, stepUp: true },
  (ctx, input): Promise<{ instanceId: string; saleStatus: "Releasing" }> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:ReleaseInstance", unread);
      assertOffered(tx, "ReleaseInstance", instance);
      await beginReleaseByHand(tx, instance, { force: input.force });
      await record(tx, "ReleaseInstance", recordedInstance(instance), { force: input.force });
      return { instanceId: instance.instanceId, saleStatus: "Releasing" };
    }),
);
