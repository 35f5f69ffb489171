import { factsOfBackups } from "@/lib/db/backup-standing.sql";
import type { Ctx } from "../context";

// What an operator's own monitoring asks for (P7): how much would be lost now, of every backup that is to run.

export interface BackupMetric {
  backupId: string;
  type: string;
  /** Since the last state that is saved; of one that was never run since it was enabled. */
  rpoSeconds: number;
  /** Its last run failed. */
  failed: boolean;
}

/** Of the whole deployment, by id: no account's, and no name. Expired and released sources have no run to come. */
export async function backupMetrics(ctx: Pick<Ctx, "db" | "now">): Promise<BackupMetric[]> {
  const now = ctx.now();
  const backups = await ctx.db.backup.findMany({
    where: {
      state: "Enabled",
      instancePk: { not: null },
      sourceReleasedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    select: { pk: true, backupId: true, type: true, lastCompletedAt: true, enabledAt: true },
    orderBy: { backupId: "asc" },
  });
  const facts = await factsOfBackups(
    ctx.db,
    backups.map(({ pk }) => pk),
  );
  return backups.map(({ pk, backupId, type, lastCompletedAt, enabledAt }) => {
    const savedAt = lastCompletedAt ?? enabledAt ?? now;
    const rpoSeconds = Math.max(0, (now.getTime() - savedAt.getTime()) / 1000);
    return { backupId, type, rpoSeconds, failed: !!facts.get(pk)?.failedAt };
  });
}
