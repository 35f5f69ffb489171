import { z } from "zod";
import { arnOf } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { placeForNew } from "../sharing/access";
import { transaction } from "../transaction";
import { recordedInstance } from "./change-instance";
import { assertOffered } from "./instance-standing";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** `false` takes the choice back. */
  chosen: z.boolean().default(true),
});

/**
 * Where a create call of this region goes that names no instance (INS-50). Chosen by the account alone, never by us
 * (decisions 3); the instance must serve when it is chosen. It replaces the one chosen before. What is shared with the
 * account may be chosen too: the choice is its own, and lasts as long as the share (SHR-12, SHR-19).
 */
export const setDefaultInstance = operation(
  "SetDefaultInstance",
  // It holds the share until the commit, which the console may not.
  { touches: "secrets", schema },
  (ctx, input): Promise<{ instanceId: string | null }> =>
    transaction(ctx, async (tx) => {
      const { region, instanceId } = input;
      const accountId = accountOf(tx);
      authorizeArn(tx, "kms:SetDefaultInstance", arnOf(region, accountId, "keystore", instanceId));
      const instance = await placeForNew(tx, "kms:SetDefaultInstance", region, instanceId);
      const place = { accountId, region };
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
      const subject = { ...recordedInstance(instance), accountId };
      await record(tx, "SetDefaultInstance", subject, { chosen: input.chosen });
      return { instanceId: input.chosen ? instance.instanceId : null };
    }),
);
