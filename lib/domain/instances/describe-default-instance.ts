import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { regionOf } from "./regions";

/** Where a create call of the region goes that names no instance; null where the account has set none (INS-50). */
export const describeDefaultInstance = operation(
  "DescribeDefaultInstance",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, input): Promise<{ instanceId: string | null }> => {
    const accountId = accountOf(ctx);
    const region = regionOf(ctx, input.region).id;
    authorizeArn(ctx, "kms:DescribeDefaultInstance", containerArn(region, accountId, "keystore"));
    const chosen = await ctx.db.defaultInstance.findUnique({
      where: { accountId_region: { accountId, region } },
      select: { instance: { select: { instanceId: true } } },
    });
    return { instanceId: chosen?.instance.instanceId ?? null };
  },
);
