import type { PrismaClient } from "@/lib/generated/prisma/client";

// Alerts whose condition is known by a name: the index alert_standing decides who raised it, however many try at once.

type Sql = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

export interface StandingAlert {
  pk: string;
  accountId: string;
  region: string;
  at: Date;
  lastAt: Date;
  level: string;
  name: string;
  resource: string;
  status: string;
  content: object;
  standing: string;
}

/** Writes the alert of a condition unless it stands already, and says whether it did. */
export async function insertStanding(db: Sql, alert: StandingAlert): Promise<boolean> {
  const { pk, accountId, region, at, lastAt, level, name, resource, status, content, standing } = alert;
  const written = await db.$executeRaw`
    INSERT INTO alert (pk, account_id, region, at, last_at, level, name, resource, status, content, standing)
    VALUES (${pk}::uuid, ${accountId}, ${region}, ${at}, ${lastAt}, ${level}::alert_level, ${name}, ${resource},
      ${status}::alert_status, ${JSON.stringify(content)}::jsonb, ${standing})
    ON CONFLICT (account_id, standing) WHERE standing IS NOT NULL AND ended_at IS NULL DO NOTHING`;
  return written === 1;
}

/** Writes the alert of something that repeats, or counts `times` more of it on the one that is there. */
export async function countStanding(db: Sql, alert: StandingAlert, times: number): Promise<void> {
  const { pk, accountId, region, at, lastAt, level, name, resource, status, content, standing } = alert;
  await db.$executeRaw`
    INSERT INTO alert (pk, account_id, region, at, last_at, level, name, resource, status, content, standing, times)
    VALUES (${pk}::uuid, ${accountId}, ${region}, ${at}, ${lastAt}, ${level}::alert_level, ${name}, ${resource},
      ${status}::alert_status, ${JSON.stringify(content)}::jsonb, ${standing}, ${times}::int)
    ON CONFLICT (account_id, standing) WHERE standing IS NOT NULL AND ended_at IS NULL
    DO UPDATE SET times = alert.times + excluded.times, last_at = greatest(alert.last_at, excluded.last_at)`;
}

/** Acknowledges those that nobody has yet; what only repeats is over with that. Gives their pks. */
export async function acknowledge(
  db: Sql,
  {
    accountId,
    pks,
    at,
    by,
    repeating,
  }: { accountId: string; pks: string[]; at: Date; by: string; repeating: string[] },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    UPDATE alert SET acknowledged_at = ${at}, acknowledged_by = ${by},
      ended_at = CASE WHEN name = ANY(${repeating}) THEN coalesce(ended_at, ${at}) ELSE ended_at END
    WHERE account_id = ${accountId} AND pk = ANY(${pks}::uuid[]) AND acknowledged_at IS NULL
    RETURNING pk::text`;
  return rows.map(({ pk }) => pk);
}

/** Lets one process at a time judge which conditions stand; released with the transaction. False: another does. */
export async function takeJudgingOfAlerts(db: Sql): Promise<boolean> {
  const [row] = await db.$queryRaw<{ taken: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtext('kms alerts: which conditions stand')) AS taken`;
  return row?.taken === true;
}

/**
 * Enabled backups of living sources whose last run failed; since when, and why the last one did. Reads the runs since the last complete
 * one and no older: there is a run every five minutes for ever.
 */
export function failingBackups(db: Sql): Promise<{ backupPk: string; since: Date; errorCode: string | null }[]> {
  return db.$queryRaw<{ backupPk: string; since: Date; errorCode: string | null }[]>`
    SELECT backup.pk::text AS "backupPk", failed.since, failed.last AS "errorCode" FROM backup
    CROSS JOIN LATERAL (
      SELECT min(run.started_at) AS since, (array_agg(run.error_code ORDER BY run.tick_at DESC))[1] AS last
      FROM backup_run run WHERE run.backup_pk = backup.pk AND run.binding_id = backup.binding_id AND run.state = 'Failed'
        AND run.tick_at > coalesce((
          SELECT done.tick_at FROM backup_run done WHERE done.backup_pk = backup.pk
            AND done.binding_id = backup.binding_id AND done.state = 'Complete'
          ORDER BY done.tick_at DESC LIMIT 1), '-infinity')) failed
    WHERE backup.state = 'Enabled' AND backup.source_released_at IS NULL AND failed.since IS NOT NULL`;
}

interface Late {
  now: Date;
  before: Date;
  /** Of one backup alone. */
  pk?: string | null;
}

/**
 * Enabled backups of living sources without a run that was completed since `before` (P7), and since when they wait. Where
 * the clock was put back behind the last tick, what counts is when that run was taken.
 */
export function lateBackups(db: Sql, { now, before, pk = null }: Late): Promise<{ backupPk: string; since: Date }[]> {
  return db.$queryRaw<{ backupPk: string; since: Date }[]>`
    SELECT backup.pk::text AS "backupPk", waiting.since FROM backup
    CROSS JOIN LATERAL (
      SELECT coalesce(CASE WHEN backup.last_completed_at <= ${now} THEN backup.last_completed_at ELSE (
          SELECT run.completed_at FROM backup_run run WHERE run.backup_pk = backup.pk
            AND run.binding_id = backup.binding_id AND run.state = 'Complete'
          ORDER BY run.tick_at DESC LIMIT 1) END, backup.enabled_at) AS since) waiting
    WHERE backup.state = 'Enabled' AND backup.instance_pk IS NOT NULL AND backup.source_released_at IS NULL
      AND (backup.expires_at IS NULL OR backup.expires_at > ${now}) AND waiting.since < ${before}
      AND (${pk}::uuid IS NULL OR backup.pk = ${pk}::uuid)`;
}

/** Enabled backups whose last verification could not be done, and why; or of which none was done since `before`. */
export function unverifiedBackups(db: Sql, { before }: { before: Date }) {
  return db.$queryRaw<{ backupPk: string; since: Date; errorCode: string | null; reportId: string | null }[]>`
    SELECT backup.pk::text AS "backupPk", waits.since, done.report_id AS "reportId",
      CASE WHEN done.state = 'Broken' THEN coalesce(done.error_code, 'InternalFailure') END AS "errorCode"
    FROM backup CROSS JOIN LATERAL (
      SELECT greatest(backup.last_verified_at, backup.enabled_at, backup.source_released_at) AS since) waits
    LEFT JOIN LATERAL (
      SELECT * FROM backup_report report WHERE report.backup_pk = backup.pk AND report.binding_id = backup.binding_id
        AND report.kind = 'Verification' AND report.state IN ('Passed', 'Failed', 'Broken')
      ORDER BY report.created_at DESC LIMIT 1) done ON true
    WHERE backup.state = 'Enabled' AND backup.last_run_number > 0 AND (done.state = 'Broken' OR waits.since < ${before})`;
}

/** Enabled backups whose last drill found something, or could not be done. */
export function failedDrills(db: Sql) {
  return db.$queryRaw<
    {
      backupPk: string;
      state: "Failed" | "Broken";
      endedAt: Date;
      problems: number;
      errorCode: string | null;
      reportId: string;
    }[]
  >`
    SELECT backup.pk::text AS "backupPk", drill.state::text AS state, drill.ended_at AS "endedAt",
      coalesce((drill.counts ->> 'problems')::int, 0) AS problems, drill.error_code AS "errorCode",
      drill.report_id AS "reportId"
    FROM backup CROSS JOIN LATERAL (
      SELECT * FROM backup_report report WHERE report.backup_pk = backup.pk AND report.binding_id = backup.binding_id
        AND report.kind = 'Drill' AND report.state IN ('Passed', 'Failed', 'Broken')
      ORDER BY report.created_at DESC LIMIT 1) drill
    WHERE backup.state = 'Enabled' AND drill.state <> 'Passed'`;
}
