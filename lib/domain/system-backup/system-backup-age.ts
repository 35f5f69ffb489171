import type { Ctx, Tx } from "../context";

/** Two are missing by then: one an hour is due, and five minutes after one that failed another. */
export const SYSTEM_BACKUP_LATE_MS = 2 * 60 * 60_000;

/**
 * When what lies in no instance was last saved whole; since when there is anything to save where it never was, and null
 * where there is nobody yet. What a clock ahead of its time wrote down does not count. A rebuild counts as one.
 */
export async function systemBackupSince({ db, now }: Pick<Ctx | Tx, "db" | "now">): Promise<Date | null> {
  const first = await db.account.findFirst({ orderBy: { createdAt: "asc" }, select: { createdAt: true } });
  if (!first) return null;
  const last = await db.systemBackup.findFirst({
    where: { errorCode: null, endedAt: { lte: now() } },
    orderBy: { endedAt: "desc" },
    select: { endedAt: true },
  });
  return last?.endedAt ?? first.createdAt;
}
