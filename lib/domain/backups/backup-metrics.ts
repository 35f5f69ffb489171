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
    select: {
      backupId: true,
      type: true,
      lastCompletedAt: true,
      enabledAt: true,
      runs: { orderBy: { startedAt: "desc" }, take: 1, select: { state: true } },
    },
    orderBy: { backupId: "asc" },
  });
  return backups.map(({ backupId, type, lastCompletedAt, enabledAt, runs: [last] }) => {
    const savedAt = lastCompletedAt ?? enabledAt ?? now;
    const rpoSeconds = Math.max(0, (now.getTime() - savedAt.getTime()) / 1000);
    return { backupId, type, rpoSeconds, failed: last?.state === "Failed" };
  });
}
