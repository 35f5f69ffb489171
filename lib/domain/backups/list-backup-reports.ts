import { z } from "zod";
import { BackupReportKind } from "@/lib/generated/prisma/enums";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { loadBackup } from "./load-backup";
import { type BackupReportView, reportView } from "./report-view";

const SHOWN = 50;

const schema = z.object({ region: z.string(), backupId: z.string() });

/** The newest verifications and drills of a backup, newest first. @throws DomainError BackupNotFound */
export const listBackupReports = operation(
  "ListBackupReports",
  { touches: "metadata", schema: schema.extend({ kind: z.enum(BackupReportKind).optional() }) },
  async (ctx, input): Promise<BackupReportView[]> => {
    const { pk: backupPk, backupId } = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    const rows = await ctx.db.backupReport.findMany({
      where: { backupPk, kind: input.kind },
      orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      take: SHOWN,
    });
    return rows.map((row) => reportView(row, backupId));
  },
);

/** One of them. @throws DomainError BackupNotFound, BackupReportNotFound */
export const describeBackupReport = operation(
  "DescribeBackupReport",
  { touches: "metadata", schema: schema.extend({ reportId: z.string() }) },
  async (ctx, input): Promise<BackupReportView> => {
    const { pk: backupPk, backupId } = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    const row = await ctx.db.backupReport.findFirst({ where: { backupPk, reportId: input.reportId } });
    if (!row) throw new DomainError("BackupReportNotFound");
    return reportView(row, backupId);
  },
);
