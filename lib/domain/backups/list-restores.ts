import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorize, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { loadBackup } from "./load-backup";
import { WITH_BACKUP } from "./load-restore";
import { type RestoreView, restoreView } from "./restore-view";

const NEWEST = 50;

/** The newest restores of a backup, or of all backups of the region. */
export const listRestores = operation(
  "ListRestores",
  { touches: "metadata", schema: z.object({ region: z.string(), backupId: z.string().optional() }) },
  async (ctx, { region, backupId }): Promise<RestoreView[]> => {
    if (backupId === undefined) authorizeArn(ctx, "kms:ListBackups", containerArn(region, accountOf(ctx), "backup"));
    else authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, { region, backupId }));
    const restores = await ctx.db.restore.findMany({
      where: { accountId: accountOf(ctx), region, backupId },
      orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      take: NEWEST,
      include: WITH_BACKUP,
    });
    const views: RestoreView[] = [];
    for (const restore of restores) views.push(await restoreView(ctx, restore));
    return views;
  },
);
