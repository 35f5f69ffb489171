import { z } from "zod";
import type { SharingMode } from "@/lib/generated/prisma/enums";
import { authorize } from "../../authorize";
import { loadInstance } from "../../instances/load-instance";
import { operation } from "../../operation";
import { accessUse } from "../access";
import { namesOf } from "../places";

export interface InstanceAccess {
  sharingMode: SharingMode;
  /** Access management (INS-09): networks, and other accounts, each once (SHR-14). */
  quota: number;
  used: number;
  vpcs: number;
  /** Shared with; or allowed something by policies of so many keys and secrets. */
  accounts: { accountId: string; name: string; shared: boolean; keys: number; secrets: number }[];
  /** No quota was left for them (SHR-15). */
  failed: { accountId: string; name: string }[];
}

/** What an instance's access management quota is used for (SHR-14). For its owner. @throws DomainError InstanceNotFound */
export const describeInstanceAccess = operation(
  "DescribeInstanceAccess",
  { touches: "metadata", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  async (ctx, { region, instanceId }): Promise<InstanceAccess> => {
    const unread = await loadInstance(ctx, region, instanceId);
    const instance = authorize(ctx, "kms:DescribeInstanceAccess", unread);
    const { accounts, ...use } = await accessUse(ctx, instance);
    const failed = await ctx.db.instancePrincipal.findMany({
      where: { instancePk: instance.pk, state: "Failed" },
      orderBy: [{ since: "asc" }, { accountId: "asc" }],
    });
    const nameOf = await namesOf(
      ctx,
      [...accounts, ...failed].map(({ accountId }) => accountId),
    );
    return {
      sharingMode: instance.sharingMode,
      ...use,
      accounts: accounts.map((one) => ({ ...one, name: nameOf(one.accountId) })),
      failed: failed.map(({ accountId }) => ({ accountId, name: nameOf(accountId) })),
    };
  },
);
