import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";

export interface KeyRotationPlan {
  planId: string;
  startsAt: Date;
  endsAt: Date;
  isEffective: boolean;
}

/** The plan that lets the region's default key rotate, in effect or over (KEY-06); null where none was bought. */
export const describeKeyRotationPlan = operation(
  "DescribeKeyRotationPlan",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, input): Promise<KeyRotationPlan | null> => {
    const accountId = accountOf(ctx);
    const region = regionOf(ctx, input.region).id;
    authorizeArn(ctx, "kms:DescribeKeyRotationPlan", containerArn("*", accountId, "order"));
    const row = await ctx.db.defaultKeyRotation.findUnique({ where: { accountId_region: { accountId, region } } });
    if (!row) return null;
    const { planId, startsAt, endsAt } = row;
    return { planId, startsAt, endsAt, isEffective: endsAt > ctx.now() };
  },
);
