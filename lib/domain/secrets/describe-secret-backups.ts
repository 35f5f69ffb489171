import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { loadSecret } from "./load-secret";

/** How many backups hold a secret now: what is deleted at once can come back from these alone (SEC-41, BKP-103). */
export const describeSecretBackups = operation(
  "DescribeSecretBackups",
  { touches: "metadata", schema: z.object({ region: z.string(), secret: z.string().min(1) }) },
  async (ctx, input): Promise<{ backups: number }> => {
    const { accountId, region, name } = authorize(ctx, "kms:DescribeSecret", await loadSecret(ctx, input));
    const backups = await ctx.db.backup.count({
      where: {
        region,
        state: { in: ["Enabled", "Expired"] },
        entries: { some: { kind: "secret", resourceId: name, accountId } },
      },
    });
    return { backups };
  },
);
