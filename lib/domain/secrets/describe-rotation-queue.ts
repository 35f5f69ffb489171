import { z } from "zod";
import { type RotationQueue, rotationQueue } from "@/lib/db/due-secret-rotations.sql";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";

export type { RotationQueue };

/** How far the rotations of an account in a region are behind: what waits to begin, since when, and what runs. */
export const describeRotationQueue = operation(
  "DescribeRotationQueue",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<RotationQueue> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListSecrets", containerArn(region, accountId, "secret"));
    return rotationQueue(ctx.db, { accountId, region }, ctx.now());
  },
);
