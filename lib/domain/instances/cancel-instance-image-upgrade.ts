import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { NO_UPGRADE } from "./image-state";
import { assertOffered } from "./instance-standing";
import { type InstanceView, viewOfInstance } from "./instance-view";
import { loadInstance } from "./load-instance";

/** Takes an upgrade back that was to come; from its first second on it runs to its end (INS-46). */
export const cancelInstanceImageUpgrade = operation(
  "CancelInstanceImageUpgrade",
  { touches: "secrets", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  (ctx, { region, instanceId }): Promise<InstanceView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:CancelInstanceImageUpgrade", await loadInstance(tx, region, instanceId));
      assertOffered(tx, "CancelInstanceImageUpgrade", instance);
      const changed = await changeInstance(tx, instance, NO_UPGRADE);
      const detail = { to: instance.upgradeTo ?? "", startsAt: instance.upgradeStartsAt?.toISOString() ?? "" };
      await record(tx, "CancelInstanceImageUpgrade", recordedInstance(instance), detail);
      return viewOfInstance(tx, changed);
    }),
);
