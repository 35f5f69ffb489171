import type { PrismaClient } from "@/lib/generated/prisma/client";

// Job claims (decisions 13): due by the business time that is passed in, leased by the database's own clock, because
// leases are between machines. Every write of a holder tests its lease token.

type Sql = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

/** A lease is renewed every 10 s, so that two renewals may be lost. */
const LEASE_SECONDS = 30;

export interface ClaimedRow {
  pk: string;
  kind: string;
  subjectPk: string;
  dueAt: Date;
  leaseToken: string;
  attempt: number;
  progress: unknown;
}

/** The most overdue job of `kinds` that nobody holds, taken with a fresh token; null when there is none. */
export async function claimOne(
  db: Sql,
  kinds: readonly string[],
  now: Date,
  token: string,
): Promise<ClaimedRow | null> {
  const rows = await db.$queryRaw<ClaimedRow[]>`
    UPDATE job SET state = 'Running', lease_token = ${token}::uuid, attempt = attempt + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE pk = (
      SELECT pk FROM job
      WHERE kind = ANY(${[...kinds]}) AND (
        (state IN ('Queued', 'Waiting') AND due_at <= ${now})
        OR (state = 'Running' AND lease_until < clock_timestamp()))
      ORDER BY due_at, pk LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING pk::text, kind, subject_pk::text AS "subjectPk", due_at AS "dueAt", lease_token::text AS "leaseToken",
      attempt, progress`;
  return rows[0] ?? null;
}

/** Extends the lease; false when it is somebody else's by now. */
export async function extendLease(db: Sql, pk: string, token: string): Promise<boolean> {
  const extended = await db.$executeRaw`
    UPDATE job SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE pk = ${pk}::uuid AND lease_token = ${token}::uuid AND state = 'Running'`;
  return extended === 1;
}

/** Locks the job's row while it is still held under `token`, so that nobody claims it before the commit. */
export async function lockLease(db: Sql, pk: string, token: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM job WHERE pk = ${pk}::uuid AND lease_token = ${token}::uuid AND state = 'Running' FOR UPDATE`;
  return rows.length === 1;
}

/** How far this process's clock is from the database's, in milliseconds; positive when it is ahead. */
export async function clockSkewMs(db: Sql, wallNow: () => number): Promise<number> {
  const before = wallNow();
  const rows = await db.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
  const after = wallNow();
  const at = rows[0]?.at.getTime() ?? Number.NaN;
  // The answer was made somewhere between the two: no skew that the round trip explains counts.
  if (at < before) return before - at;
  return at > after ? after - at : 0;
}

/** The first half of every advisory lock that a backup's transactions hold: they read keys and secrets, and change none. */
export const BACKUP_LOCKS = 72_707_372;

/**
 * The transactions that run at this moment in any session but this one, by the lock each holds on itself. Those of
 * backups are left out: a long run would hold up every release, and what it writes is no change of an instance.
 */
export async function runningTransactions(db: Sql): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT l.virtualxid AS id FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid() AND a.datname = current_database()
      AND NOT EXISTS (
        SELECT FROM pg_locks b WHERE b.pid = l.pid AND b.locktype = 'advisory' AND b.classid = ${BACKUP_LOCKS}::int::oid
          AND b.objsubid = 2)`;
  return rows.map((row) => row.id);
}
