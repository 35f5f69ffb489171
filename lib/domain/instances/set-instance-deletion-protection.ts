import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { assertOffered } from "./instance-standing";
import { loadInstance } from "./load-instance";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  enabled: z.boolean(),
  /** Why, for whoever finds it in the way. */
  why: z.string().max(8192).optional(),
});

/** Switches the instance's deletion protection, which blocks release by hand (INS-49). In an expired instance too. */
export const setInstanceDeletionProtection = operation(
  "SetInstanceDeletionProtection",
  { touches: "metadata", schema },
  (ctx, input): Promise<{ instanceId: string; deletionProtection: boolean }> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:SetInstanceDeletionProtection", unread);
      assertOffered(tx, "SetInstanceDeletionProtection", instance);
      await changeInstance(tx, instance, {
        deletionProtection: input.enabled,
        deletionProtectionWhy: input.enabled ? (input.why ?? "") : "",
      });
      await record(tx, "SetInstanceDeletionProtection", recordedInstance(instance), { enabled: input.enabled });
      return { instanceId: instance.instanceId, deletionProtection: input.enabled };
    }),
);
