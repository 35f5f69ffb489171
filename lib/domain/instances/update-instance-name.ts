import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { isInstanceName } from "./instance-rules";
import { assertOffered } from "./instance-standing";
import { loadInstance } from "./load-instance";

/** Gives the instance another alias (INS-43). */
export const updateInstanceName = operation(
  "UpdateInstanceName",
  { touches: "metadata", schema: z.object({ region: z.string(), instanceId: z.string(), name: z.string() }) },
  (ctx, input): Promise<{ instanceId: string; name: string }> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:UpdateInstanceName", unread);
      assertOffered(tx, "UpdateInstanceName", instance);
      if (!isInstanceName(input.name)) throw new DomainError("InvalidInstanceName");
      await changeInstance(tx, instance, { name: input.name });
      await record(tx, "UpdateInstanceName", recordedInstance(instance), { name: input.name });
      return { instanceId: instance.instanceId, name: input.name };
    }),
);
