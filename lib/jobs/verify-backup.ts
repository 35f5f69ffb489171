import { verifyBackup } from "@/lib/domain/backups/verify-backup";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { log } from "@/lib/log";
import type { JobDefinition } from "./job";

const EVERY_MS = 24 * 3600_000;

/** Re-reads and re-hashes each backup once a day (the fifth invariant of backups); what is wrong stands on its page. */
export const verifyBackupJob: JobDefinition = {
  kind: "verify-backup",
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: dueVerifications,
  run: async (ctx, job) => {
    try {
      const { problems } = await verifyBackup(ctx, job.subjectPk);
      if (problems.length > 0) {
        log.error("a backup is damaged", {
          backupPk: job.subjectPk,
          first: problems[0]?.object,
          problems: problems.length,
        });
      }
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "BackupNotEnabled") throw error;
    }
    return undefined;
  },
};

/** Released sources too: their backups are what is left of them (INS-64). */
async function dueVerifications(ctx: Ctx) {
  const before = new Date(ctx.now().getTime() - EVERY_MS);
  const due = await ctx.db.backup.findMany({
    where: {
      state: "Enabled",
      lastRunNumber: { gt: 0 },
      OR: [{ lastVerifiedAt: null, enabledAt: { lte: before } }, { lastVerifiedAt: { lte: before } }],
    },
    select: { pk: true },
    orderBy: { lastVerifiedAt: { sort: "asc", nulls: "first" } },
    take: 100,
  });
  return due.map(({ pk }) => ({ subjectPk: pk, dueAt: ctx.now() }));
}
