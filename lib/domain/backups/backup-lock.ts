import type { Ctx, Tx } from "../context";

const TIMEOUT_MS = 15 * 60_000;

/**
 * Lets one writer at a time at a backup: runs and resets. The lock is the transaction's own: it goes with the connection,
 * however the process ends. Without `wait` the answer is null while somebody else holds it; with it, a long wait ends as
 * ServiceUnavailable by the session's lock_timeout.
 */
export async function withBackupLock<T>(
  ctx: Ctx,
  backupPk: string,
  options: { wait?: boolean },
  work: (tx: Tx) => Promise<T>,
): Promise<T | null> {
  const name = `backup-run:${backupPk}`;
  return ctx.db.$transaction(
    async (db) => {
      const tx: Tx = { ...ctx, db, insideTransaction: true };
      if (options.wait) {
        await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
        return work(tx);
      }
      const [lock] = await db.$queryRaw<[{ taken: boolean }]>`
        SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS taken`;
      return lock.taken ? work(tx) : null;
    },
    { timeout: TIMEOUT_MS, maxWait: 10_000 },
  );
}
