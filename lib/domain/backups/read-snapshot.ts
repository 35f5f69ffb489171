import { BACKUP_LOCKS } from "@/lib/db/jobs.sql";
import type { Ctx, Tx } from "../context";

const TIMEOUT_MS = 15 * 60_000;

/** All reads of a run see one moment (step 2 of decisions 10). Says by its lock that it is a backup's and changes nothing. */
export async function readSnapshot<T>(ctx: Ctx, work: (reading: Tx) => Promise<T>): Promise<T> {
  return ctx.db.$transaction(
    async (db) => {
      await db.$executeRaw`SET TRANSACTION READ ONLY`;
      // A copy of everything is one statement, and the store sets its pace.
      await db.$executeRaw`SELECT set_config('statement_timeout', ${String(TIMEOUT_MS)}, true)`;
      await db.$executeRaw`SELECT pg_advisory_xact_lock_shared(${BACKUP_LOCKS}::int, 0)`;
      return work({ ...ctx, db, insideTransaction: true });
    },
    { isolationLevel: "RepeatableRead", timeout: TIMEOUT_MS, maxWait: 10_000 },
  );
}
