import { z } from "zod";
import { coverageOf } from "@/lib/db/backup-catalogue.sql";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";

/** How many of the account's keys of a region are in no backup, for the overview (decisions 3). */
export const backupCoverage = operation(
  "BackupCoverage",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<{ keys: number; inNoBackup: number }> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListBackups", containerArn(region, accountId, "backup"));
    const { keys, covered } = await coverageOf(ctx.db, accountId, region, ctx.now());
    return { keys, inNoBackup: keys - covered };
  },
);
