import { z } from "zod";
import { BackupReportKind } from "@/lib/generated/prisma/enums";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { isIndependent } from "./list-backup-items";
import { loadBackup } from "./load-backup";
import { type BackupReportView, reportView } from "./report-view";

const SHOWN = 50;

const schema = z.object({ region: z.string(), backupId: z.string() });

/** The newest verifications and drills of a backup, newest first. @throws DomainError BackupNotFound */
export const listBackupReports = operation(
  "ListBackupReports",
  { touches: "metadata", schema: schema.extend({ kind: z.enum(BackupReportKind).optional() }) },
  async (ctx, input): Promise<BackupReportView[]> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    const { pk: backupPk, backupId } = backup;
    const rows = await ctx.db.backupReport.findMany({
      where: { backupPk, kind: input.kind },
      orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      take: SHOWN,
    });
    const ofAccount = (await isIndependent(ctx, backup)) ? backup.accountId : null;
    return rows.map((row) => shownReport(reportView(row, backupId), ofAccount));
  },
);

/** One of them. @throws DomainError BackupNotFound, BackupReportNotFound */
export const describeBackupReport = operation(
  "DescribeBackupReport",
  { touches: "metadata", schema: schema.extend({ reportId: z.string() }) },
  async (ctx, input): Promise<BackupReportView> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    const { pk: backupPk, backupId } = backup;
    const row = await ctx.db.backupReport.findFirst({ where: { backupPk, reportId: input.reportId } });
    if (!row) throw new DomainError("BackupReportNotFound");
    return shownReport(reportView(row, backupId), (await isIndependent(ctx, backup)) ? backup.accountId : null);
  },
);

/** BKP-99: a report of the time of joint ownership names what others made, which is not the owner's to see any more. */
function shownReport(report: BackupReportView, ofAccount: string | null): BackupReportView {
  if (ofAccount === null) return report;
  return { ...report, problems: report.problems.filter(({ id, accountId }) => !id || accountId === ofAccount) };
}
