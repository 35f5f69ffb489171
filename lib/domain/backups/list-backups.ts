import { z } from "zod";
import { factsOfBackups } from "@/lib/db/backup-standing.sql";
import { containerArn } from "../arn";
import { accountOf, authorize, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { type BackupView, backupView } from "./backup-view";
import { loadBackup, standingBackup } from "./load-backup";

const ORDER = { SystemCreated: 0, Default: 1, Paid: 2, Upload: 3 } as const;

/** The account's backups of a region (BKP-61, BKP-62): automatic ones first, then newest first. A handful: not paged. */
export const listBackups = operation(
  "ListBackups",
  { touches: "metadata", schema: z.object({ region: z.string() }) },
  async (ctx, { region }): Promise<BackupView[]> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListBackups", containerArn(region, accountId, "backup"));
    const rows = await ctx.db.backup.findMany({ where: { accountId, region }, orderBy: { createdAt: "desc" } });
    const facts = await factsOfBackups(
      ctx.db,
      rows.map(({ pk }) => pk),
    );
    const standing = rows.flatMap((row) => standingBackup(ctx, row) ?? []);
    const views = standing.map((backup) => backupView(ctx, backup, facts.get(backup.pk)));
    return views.sort((left, right) => ORDER[left.type] - ORDER[right.type]);
  },
);

/** One backup. @throws DomainError BackupNotFound */
export const describeBackup = operation(
  "DescribeBackup",
  { touches: "metadata", schema: z.object({ region: z.string(), backupId: z.string() }) },
  async (ctx, input): Promise<BackupView> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    return backupView(ctx, backup, (await factsOfBackups(ctx.db, [backup.pk])).get(backup.pk));
  },
);
