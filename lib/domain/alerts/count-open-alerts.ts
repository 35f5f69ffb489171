import { z } from "zod";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { alertsArn } from "./list-alerts";

export interface OpenAlerts {
  critical: number;
  warn: number;
}

/** How many alerts wait for somebody, for the bell beside the account's name. INFO asks nobody to do anything. */
export const countOpenAlerts = operation(
  "CountOpenAlerts",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<OpenAlerts> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListAlerts", alertsArn(accountId));
    const groups = await ctx.db.alert.groupBy({
      by: ["level"],
      where: { accountId, acknowledgedAt: null, endedAt: null, level: { in: ["CRITICAL", "WARN"] } },
      _count: true,
    });
    const of = (level: string) => groups.find((group) => group.level === level)?._count ?? 0;
    return { critical: of("CRITICAL"), warn: of("WARN") };
  },
);
