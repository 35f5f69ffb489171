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

/**
 * Up to `limit` secrets whose date has come by `now` and that can rotate, the longest waiting first. What is in its delete
 * window, in an instance that does not serve, or under a key that cannot be used, is found again when that is over.
 */
export function dueSecrets(db: Sql, now: Date, limit: number): Promise<{ pk: string; nextRotationAt: Date }[]> {
  return db.$queryRaw`
    SELECT s.pk::text, s.next_rotation_at AS "nextRotationAt"
    FROM secret s
      JOIN key k ON k.region = s.region AND k.key_id = s.encryption_key_id
      LEFT JOIN instance i ON i.pk = s.instance_pk
    WHERE s.automatic_rotation = 'Enabled' AND s.next_rotation_at <= ${now} AND s.type <> 'Generic'
      AND s.planned_delete_at IS NULL
      AND k.state = 'Enabled' AND (k.material_expires_at IS NULL OR k.material_expires_at > ${now})
      AND (i.pk IS NULL OR (i.sale_status = 'Normal' AND (i.ends_at IS NULL OR i.ends_at > ${now})
        AND (i.status = 'Connected' OR (i.status = 'Connecting' AND i.connected_at <= ${now}))))
      AND NOT EXISTS (SELECT FROM secret_rotation r WHERE r.secret_pk = s.pk AND r.state = 'Running')
      AND EXISTS (SELECT FROM secret_version v WHERE v.secret_pk = s.pk AND v.stages @> ARRAY['ACSCurrent'])
    ORDER BY s.next_rotation_at LIMIT ${limit}::int`;
}

/** Up to `limit` rotations whose next step is due by `now` and that no job is about, the longest waiting first. */
export function dueSteps(db: Sql, now: Date, limit: number): Promise<{ pk: string; dueAt: Date }[]> {
  return db.$queryRaw`
    SELECT r.pk::text, r.due_at AS "dueAt" FROM secret_rotation r
    WHERE r.state = 'Running' AND r.due_at <= ${now}
      AND NOT EXISTS (
        SELECT FROM job j
        WHERE j.kind = 'rotate-secret' AND j.subject_pk = r.pk AND j.state IN ('Queued', 'Running', 'Waiting'))
    ORDER BY r.due_at LIMIT ${limit}::int`;
}

/** Forgets ended rotations from before `before`, but the newest `keep` of each secret. */
export async function forgetOldRotations(db: Sql, { keep, before }: { keep: number; before: Date }): Promise<void> {
  await db.$executeRaw`
    DELETE FROM secret_rotation r
    WHERE r.state <> 'Running' AND r.created_at < ${before} AND ${keep}::int <= (
      SELECT count(*) FROM secret_rotation n WHERE n.secret_pk = r.secret_pk AND n.created_at > r.created_at)`;
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
