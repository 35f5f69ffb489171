import { z } from "zod";
import { record } from "../audit/record";
import { accountOf, authorize } from "../authorize";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { recordedInstance } from "./change-instance";
import { assertOffered } from "./instance-standing";
import { loadInstance } from "./load-instance";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** `false` takes the choice back. */
  chosen: z.boolean().default(true),
});

/**
 * Where a create call of this region goes that names no instance (INS-50). Chosen by the account alone, never by us
 * (decisions 3); the instance must serve when it is chosen. It replaces the one chosen before.
 */
export const setDefaultInstance = operation(
  "SetDefaultInstance",
  { touches: "metadata", schema },
  (ctx, input): Promise<{ instanceId: string | null }> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:SetDefaultInstance", unread);
      const place = { accountId: accountOf(tx), region: instance.region };
      if (input.chosen) {
        assertOffered(tx, "SetDefaultInstance", instance);
        await tx.db.defaultInstance.upsert({
          where: { accountId_region: place },
          create: { ...place, instancePk: instance.pk },
          update: { instancePk: instance.pk },
        });
      } else {
        await tx.db.defaultInstance.deleteMany({ where: { ...place, instancePk: instance.pk } });
      }
      await record(tx, "SetDefaultInstance", recordedInstance(instance), { chosen: input.chosen });
      return { instanceId: input.chosen ? instance.instanceId : null };
    }),
);
