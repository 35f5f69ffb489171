import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertAccessFits } from "../sharing/access";
import { transaction } from "../transaction";
import { type BoundVpc, vpcsUsed } from "./bound-vpcs";
import { changeInstance, recordedInstance } from "./change-instance";
import { boundVpcsFault } from "./instance-rules";
import { assertOffered } from "./instance-standing";
import { type InstanceView, viewOfInstance } from "./instance-view";
import { type Instance, loadInstance } from "./load-instance";

const vpc = z.object({
  /** The instance's where none is named; no other is possible. */
  regionId: z.string().optional(),
  vpcId: z.string(),
  vswitchId: z.string(),
  /** The owner's account; the instance's where none is named. */
  vpcOwnerId: z
    .string()
    .regex(/^[1-9]\d{15}$/)
    .optional(),
});
const schema = z.object({ region: z.string(), instanceId: z.string(), vpcs: z.array(vpc).max(10_000) });

/**
 * Which further networks may reach the instance (INS-42): all of them, each time. They are records, as its own is (INS-35);
 * all together fit the access management quota (INS-09), and more of them only beside the other accounts that use it
 * (SHR-14).
 */
export const updateInstanceBindVpcs = operation(
  "UpdateInstanceBindVpcs",
  { touches: "secrets", schema },
  (ctx, input): Promise<InstanceView> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:UpdateInstanceBindVpcs", unread);
      assertOffered(tx, "UpdateInstanceBindVpcs", instance);
      const fault = boundVpcsFault(input.vpcs, instance);
      if (fault) throw new DomainError("InvalidNetworkBinding", { name: fault });
      const boundVpcs = input.vpcs.map((one) => boundVpc(one, instance));
      const changed = await changeInstance(tx, instance, { boundVpcs: boundVpcs.map((one) => ({ ...one })) });
      // Fewer are never refused, however much is used besides.
      if (vpcsUsed(changed) > vpcsUsed(instance)) await assertAccessFits(tx, instance.pk);
      await record(tx, "UpdateInstanceBindVpcs", recordedInstance(instance), {
        vpcs: boundVpcs.map(({ vpcId }) => vpcId),
      });
      return viewOfInstance(tx, changed);
    }),
);

function boundVpc(asked: z.infer<typeof vpc>, { region, ownerAccountId }: Instance): BoundVpc {
  const { regionId = region, vpcId, vswitchId, vpcOwnerId = ownerAccountId } = asked;
  if (regionId !== region) throw new DomainError("InvalidNetworkBinding", { name: "RegionId" });
  return { regionId, vpcId, vswitchId, vpcOwnerId };
}
