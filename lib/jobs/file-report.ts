import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { ClaimedJob } from "@/lib/domain/jobs/lease";
import type { BackupModel, BackupReportModel } from "@/lib/generated/prisma/models";
import { log } from "@/lib/log";

/**
 * What could not be done stands in its report and is due again after a while: the job itself is over. A backup that was
 * reset meanwhile has nothing to be said about.
 */
export async function fileReport(
  ctx: Ctx,
  { kind, subjectPk }: ClaimedJob,
  conduct: (ctx: Ctx, backup: BackupModel, options: { trail: true }) => Promise<BackupReportModel | null>,
): Promise<BackupReportModel | null> {
  const backup = await ctx.db.backup.findUnique({ where: { pk: subjectPk } });
  if (!backup) return null;
  try {
    return await conduct(ctx, backup, { trail: true });
  } catch (error) {
    const errorCode = error instanceof DomainError ? error.code : "InternalFailure";
    const about = { kind, backupPk: subjectPk, errorCode, error };
    if (errorCode !== "BackupNotEnabled")
      log[errorCode === "InternalFailure" ? "error" : "warn"]("a report could not be made", about);
    return null;
  }
}
