import type { PrismaClient } from "@/lib/generated/prisma/client";

// Which secrets are to rotate, and which rotations are to go on. In SQL, because those that must wait are left out before
// the limit: five hundred of them would otherwise hide all others.

type Sql = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

/** Takes a secret's row until the transaction ends; false where there is none. */
export async function lockSecret(db: Sql, pk: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM secret WHERE pk = ${pk}::uuid FOR UPDATE`;
  return rows.length === 1;
}

/** One RotateSecret at a time in an account, until the transaction ends: what it counts has no row of its own (SEC-32). */
export async function holdRotateLimit(db: Sql, accountId: string): Promise<void> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`rotate secret ${accountId}`}, 9))`;
}

export interface RotationQueue {
  /** Those whose time has come and that no worker has begun. */
  due: number;
  /** Those that a worker has begun; what only waits for the end of its window is not among them. */
  running: number;
  /** Since when the first of `due` has waited. */
  oldestDueAt: Date | null;
  /** Secrets whose last rotation failed. */
  failed: number;
}

export async function rotationQueue(
  db: Sql,
  { accountId, region }: { accountId: string; region: string },
  now: Date,
): Promise<RotationQueue> {
  const [queue] = await db.$queryRaw<RotationQueue[]>`
    SELECT count(*) FILTER (WHERE q.waits)::int AS due, min(q.since) FILTER (WHERE q.waits) AS "oldestDueAt",
      count(*) FILTER (WHERE q.runs)::int AS running, count(*) FILTER (WHERE q.rotation_error IS NOT NULL)::int AS failed
    FROM (
      SELECT s.rotation_error, coalesce(r.due_at, s.next_rotation_at) AS since,
        CASE WHEN r.pk IS NOT NULL THEN r.started_at IS NULL
          ELSE s.automatic_rotation = 'Enabled' AND s.next_rotation_at <= ${now} END AS waits,
        coalesce(r.started_at IS NOT NULL AND r.step <> 'Retire', false) AS runs
      FROM secret s LEFT JOIN secret_rotation r ON r.secret_pk = s.pk AND r.state = 'Running'
      WHERE s.account_id = ${accountId} AND s.region = ${region} AND s.type <> 'Generic'
        AND s.planned_delete_at IS NULL) q`;
  return queue ?? { due: 0, running: 0, oldestDueAt: null, failed: 0 };
}
