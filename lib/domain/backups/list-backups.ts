import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorize, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { type BackupView, backupView, lastRunsOf } from "./backup-view";
import { loadBackup } from "./load-backup";

const ORDER = { SystemCreated: 0, Default: 1, Paid: 2, Upload: 3 } as const;

/** The account's backups of a region (BKP-61, BKP-62): automatic ones first, then newest first. A handful: not paged. */
export const listBackups = operation(
  "ListBackups",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<BackupView[]> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListBackups", containerArn(region, accountId, "backup"));
    const rows = await ctx.db.backup.findMany({
      where: { accountId, region, state: { not: "Uploading" } },
      orderBy: { createdAt: "desc" },
    });
    const views = await Promise.all(rows.map(async (row) => backupView(ctx, row, await lastRunsOf(ctx, row))));
    return views.sort((left, right) => ORDER[left.type] - ORDER[right.type]);
  },
);

/** One backup. @throws DomainError BackupNotFound */
export const describeBackup = operation(
  "DescribeBackup",
  { touches: "metadata", schema: z.object({ region: z.string(), backupId: z.string() }) },
  async (ctx, input): Promise<BackupView> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    return backupView(ctx, backup, await lastRunsOf(ctx, backup));
  },
);
