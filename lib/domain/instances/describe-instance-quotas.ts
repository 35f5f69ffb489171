import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { accessUse } from "../sharing/access";
import { loadInstance } from "./load-instance";

export interface InstanceQuota {
  type: "key" | "secret" | "qps" | "vpc";
  resourceQuota: number;
  /** Null where use is a rate and not a count. */
  usedQuantity: number | null;
}

/**
 * Quotas of an instance and what is used of them (INS-09). The key quota counts versions, the secret quota secrets (INS-08),
 * and `vpc`, which is access management, other accounts and networks (SHR-14).
 */
export const describeInstanceQuotas = operation(
  "DescribeInstanceQuotas",
  { touches: "metadata", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  async (ctx, input): Promise<InstanceQuota[]> => {
    const unread = await loadInstance(ctx, input.region, input.instanceId);
    const instance = authorize(ctx, "kms:DescribeInstanceQuotas", unread);
    const { used } = await accessUse(ctx, instance);
    return [
      { type: "key", resourceQuota: instance.keyQuota, usedQuantity: instance.keyVersionsUsed },
      { type: "secret", resourceQuota: instance.secretQuota, usedQuantity: instance.secretsUsed },
      { type: "qps", resourceQuota: instance.qps, usedQuantity: null },
      { type: "vpc", resourceQuota: instance.accessQuota, usedQuantity: used },
    ];
  },
);
