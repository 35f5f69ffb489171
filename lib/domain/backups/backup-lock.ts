import { BACKUP_LOCKS } from "@/lib/db/jobs.sql";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { databaseCode } from "../transaction";

const TIMEOUT_MS = 15 * 60_000;
/** What ends the session of a machine that is gone without a word, and with it the lock. */
const IDLE_TIMEOUT_MS = TIMEOUT_MS + 60_000;

export interface LockOptions {
  /** How long to wait for a writer that is under way (a release, a reset); without it, leave at once (the worker). */
  waitMs?: number;
}

/** Long enough for an ordinary run to end. Whoever waited in vain asks again. */
export const USUAL_WAIT_MS = 25_000;

/**
 * Lets one writer at a time at a backup: runs and resets. The lock is the transaction's own: it goes with the connection,
 * however the process ends. Without `waitMs` the answer is null while somebody else holds it.
 * @throws DomainError ServiceUnavailable after waiting in vain
 */
export async function withBackupLock<T>(
  ctx: Ctx,
  backupPk: string,
  { waitMs }: LockOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T | null> {
  return ctx.db.$transaction(
    async (db) => {
      await db.$executeRaw`SELECT set_config('idle_in_transaction_session_timeout', ${String(IDLE_TIMEOUT_MS)}, true)`;
      const taken = waitMs === undefined ? await tryLock(db, backupPk) : await waitForLock(db, backupPk, waitMs);
      return taken ? work({ ...ctx, db, insideTransaction: true }) : null;
    },
    { timeout: TIMEOUT_MS, maxWait: 10_000 },
  );
}

async function tryLock(db: Tx["db"], backupPk: string): Promise<boolean> {
  const [lock] = await db.$queryRaw<[{ taken: boolean }]>`
    SELECT pg_try_advisory_xact_lock(${BACKUP_LOCKS}::int, hashtext(${backupPk})) AS taken`;
  return lock.taken;
}

async function waitForLock(db: Tx["db"], backupPk: string, waitMs: number): Promise<true> {
  await db.$executeRaw`SELECT set_config('lock_timeout', ${String(waitMs)}, true)`;
  try {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(${BACKUP_LOCKS}::int, hashtext(${backupPk}))`;
  } catch (error) {
    if (databaseCode(error) === "55P03") throw new DomainError("ServiceUnavailable", {}, { cause: error });
    throw error;
  }
  await db.$executeRaw`SELECT set_config('lock_timeout', '5000', true)`;
  return true;
}
