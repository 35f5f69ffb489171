import { z } from "zod";
import { randomUuid } from "@/lib/crypto/random";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { bindSystemBackup } from "../backups/bind-backup";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { createWrappingKey } from "../wrapping-keys";
import { changeInstance, recordedInstance } from "./change-instance";
import { bindingFault, isInstanceName, withOtherZones } from "./instance-rules";
import { assertOffered } from "./instance-standing";
import { type InstanceView, viewOfInstance } from "./instance-view";
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
      assertOffered(tx, "EnableInstance", instance);
      if (!isInstanceName(input.name)) throw new DomainError("InvalidInstanceName");
      const { zones } = regionOf(tx, instance.region);
      const fault = bindingFault(input, zones, instance.deploymentMode);
      if (fault) throw new DomainError("InvalidNetworkBinding", { name: fault });

      const change = {
        name: input.name,
        vpcId: input.vpcId,
        zones: withOtherZones(input.zones, inRandomOrder(zones), instance.deploymentMode),
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
      return viewOfInstance(tx, enabled);
    }),
);

/** "Random" of INS-30: it spreads instances over the zones. */
function inRandomOrder(zones: readonly string[]): string[] {
  const drawn = zones.map((zone) => ({ zone, place: randomUuid() }));
  return drawn.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ zone }) => zone);
}
