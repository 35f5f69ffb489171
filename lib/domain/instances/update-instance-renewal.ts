import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { AUTO_RENEWAL_MONTHS } from "./instance-rules";
import { assertOffered } from "./instance-standing";
import { type InstanceView, viewOfInstance } from "./instance-view";
import { loadInstance } from "./load-instance";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  renewalStatus: z.enum(["AutoRenewal", "ManualRenewal", "NotRenewal"]),
  /** How long each automatic renewal is (INS-24): exactly with AutoRenewal. */
  months: z.union(AUTO_RENEWAL_MONTHS.map((months) => z.literal(months))).optional(),
});

/** Whether a subscription renews itself (INS-25, INS-68). In an expired one too: it does so until it is released. */
export const updateInstanceRenewal = operation(
  "UpdateInstanceRenewal",
  { touches: "secrets", schema },
  (ctx, { region, instanceId, renewalStatus, months }): Promise<InstanceView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:UpdateInstanceRenewal", await loadInstance(tx, region, instanceId));
      assertOffered(tx, "UpdateInstanceRenewal", instance);
      if ((renewalStatus === "AutoRenewal") !== (months !== undefined)) {
        throw new DomainError("InvalidParameter", { name: "Months" });
      }
      const change = { renewalStatus, autoRenewalMonths: months ?? null, renewalTriedOn: null };
      const changed = await changeInstance(tx, instance, change);
      await record(tx, "UpdateInstanceRenewal", recordedInstance(instance), { renewalStatus, months: months ?? 0 });
      return viewOfInstance(tx, changed);
    }),
);
