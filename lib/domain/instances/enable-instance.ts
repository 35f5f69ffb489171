import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { bindSystemBackup } from "../backups/bind-backup";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { createWrappingKey } from "../wrapping-keys";
import { changeInstance, recordedInstance } from "./change-instance";
import { bindingFault, isInstanceName, withOtherZone } from "./instance-rules";
import { serviceOf } from "./instance-state";
import { type InstanceView, instanceView } from "./instance-view";
import { loadInstance } from "./load-instance";
import { regionOf } from "./regions";

export const enableInstanceSchema = z.object({
  region: z.string(),
  instanceId: z.string(),
  name: z.string(),
  vpcId: z.string(),
  zones: z.array(z.string()),
  vswitchIds: z.array(z.string()),
});

/**
 * Enable Now (INS-30): binds a bought instance to a network record for good, makes the key that seals its keys, and
 * starts its automatic backup. It serves once `enableDelayMs` has passed (INS-35). Once only; not when expired.
 */
export const enableInstance = operation(
  "EnableInstance",
  { touches: "secrets", schema: enableInstanceSchema },
  (ctx, input): Promise<InstanceView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:EnableInstance", await loadInstance(tx, input.region, input.instanceId));
      if (serviceOf(instance, tx.now()) !== "uninitialized") throw new DomainError("InstanceNotEnablable");
      if (instance.endsAt && instance.endsAt <= tx.now()) throw new DomainError("InstanceUnavailable");
      if (!isInstanceName(input.name)) throw new DomainError("InvalidInstanceName");
      const fault = bindingFault(input, regionOf(instance.region).zones);
      if (fault) throw new DomainError("InvalidNetworkBinding", { name: fault });

      const change = {
        name: input.name,
        vpcId: input.vpcId,
        zones: withOtherZone(input.zones, regionOf(instance.region).zones),
        vswitchIds: input.vswitchIds,
        status: "Connecting",
        enabledAt: tx.now(),
        connectedAt: new Date(tx.now().getTime() + tx.deployment.enableDelayMs),
      } as const;
      // Guarded before the key is made: of two at once, one makes a key.
      const enabled = await changeInstance(tx, instance, change);
      await createWrappingKey(tx, "Instance", instance.pk);
      await bindSystemBackup(tx, enabled);
      await record(tx, "EnableInstance", recordedInstance(instance), { vpcId: input.vpcId, zones: change.zones });
      return instanceView(tx, enabled, false);
    }),
);
