import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { balanceOf } from "./ledger";
import type { Micros } from "./money";

/** What the account can spend, for the Confirm Order page (BIL-01, BIL-04). */
export const describeBalance = operation(
  "DescribeBalance",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<{ balanceMicros: Micros }> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:DescribeBalance", containerArn("*", accountId, "order"));
    return { balanceMicros: await balanceOf(ctx, accountId) };
  },
);
