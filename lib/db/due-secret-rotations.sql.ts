import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { RotationKind, RotationStep } from "@/lib/generated/prisma/enums";

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

/** A target is away while this many rotations there run whose last answer was one of these. */
export interface Away {
  errors: readonly string[];
  probes: number;
}

/**
 * Up to `limit` secrets whose date has come by `now` and that can rotate, the longest waiting first. What is in its delete
 * window, in an instance that does not serve, under a key that cannot be used, or at a target that is away, is found again
 * when that is over.
 */
export function dueSecrets(
  db: Sql,
  { now, limit, away }: { now: Date; limit: number; away: Away },
): Promise<{ pk: string; nextRotationAt: Date }[]> {
  return db.$queryRaw`
    WITH away AS (
      SELECT a.account_id, a.region, a.target_id FROM secret_rotation r JOIN secret a ON a.pk = r.secret_pk
      WHERE r.state = 'Running' AND r.error_code IS NOT NULL AND r.error_code = ANY(${[...away.errors]})
        AND a.target_id IS NOT NULL
      GROUP BY 1, 2, 3 HAVING count(*) >= ${away.probes}::int)
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
      AND NOT EXISTS (SELECT FROM away w
        WHERE w.account_id = s.account_id AND w.region = s.region AND w.target_id = s.target_id)
    ORDER BY s.next_rotation_at LIMIT ${limit}::int`;
}

/** Whether the secret's target is away, as dueSecrets understands it. */
export async function isTargetAway(db: Sql, secretPk: string, { errors, probes }: Away): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM secret_rotation r
      JOIN secret o ON o.pk = r.secret_pk
      JOIN secret s ON s.account_id = o.account_id AND s.region = o.region AND s.target_id = o.target_id
    WHERE s.pk = ${secretPk}::uuid AND r.state = 'Running'
      AND r.error_code IS NOT NULL AND r.error_code = ANY(${[...errors]})
    LIMIT ${probes}::int`;
  return rows.length >= probes;
}

export interface DueStepRow {
  pk: string;
  kind: RotationKind;
  step: RotationStep;
  dueAt: Date;
}

/** Up to `limit` rotations whose next step is due by `now` and that no job is about, in the order of placeInLine. */
export function dueSteps(db: Sql, now: Date, limit: number): Promise<DueStepRow[]> {
  return db.$queryRaw`
    SELECT r.pk::text, r.kind::text, r.step::text, r.due_at AS "dueAt" FROM secret_rotation r
    WHERE r.state = 'Running' AND r.due_at <= ${now}
      AND NOT EXISTS (
        SELECT FROM job j
        WHERE j.kind = 'rotate-secret' AND j.subject_pk = r.pk AND j.state IN ('Queued', 'Running', 'Waiting'))
    ORDER BY r.step = 'Revert' DESC, r.kind = 'Scheduled', r.due_at LIMIT ${limit}::int`;
}

/**
 * Dates that no rule gives, as a clock that was ahead leaves them behind, come back to where they may be: a next rotation
 * later than an interval (or the longest window) from `now`, a step later than its window, or than the longest wait.
 */
export async function pullBackDates(db: Sql, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE secret SET next_rotation_at = ${now}::timestamptz + make_interval(secs => rotation_seconds)
    WHERE automatic_rotation = 'Enabled'
      AND next_rotation_at > ${now}::timestamptz + make_interval(secs => greatest(rotation_seconds, 168 * 3600))`;
  await db.$executeRaw`
    UPDATE secret_rotation SET due_at = CASE WHEN step = 'Retire'
      THEN ${now}::timestamptz + make_interval(secs => window_seconds) ELSE ${now}::timestamptz END
    WHERE state = 'Running' AND due_at > ${now}::timestamptz + make_interval(
      secs => CASE WHEN step = 'Retire' THEN greatest(window_seconds, 900) ELSE 900 END)`;
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
