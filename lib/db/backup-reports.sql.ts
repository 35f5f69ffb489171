import type { PrismaClient } from "@/lib/generated/prisma/client";

// Which backups are due for a verification or a drill.

type Db = Pick<PrismaClient, "$queryRaw">;

interface Due {
  kind: "Verification" | "Drill";
  now: Date;
  /** How often. */
  everyMs: number;
  /** One that could not be done is tried again after so long. */
  againMs: number;
  /** An open one that moved longer ago than this was left; or so far ahead, where the clock was put back. */
  leftAfterMs: number;
}

/**
 * Bound backups whose report of this kind was asked for or left, or is due by the clock. Each has its own mark in every
 * period, drawn from its pk, so that not all come at once; it is due while no report was begun since the last mark, so
 * that marks which nobody saw are one report together.
 */
export function dueReports(db: Db, { kind, now, everyMs, againMs, leftAfterMs }: Due): Promise<{ backupPk: string }[]> {
  const seconds = now.getTime() / 1000;
  const every = everyMs / 1000;
  const again = new Date(now.getTime() - againMs);
  const leftBefore = new Date(now.getTime() - leftAfterMs);
  const leftAhead = new Date(now.getTime() + leftAfterMs);
  return db.$queryRaw<{ backupPk: string }[]>`
    SELECT b.pk::text AS "backupPk" FROM backup b
    CROSS JOIN LATERAL (
      SELECT ((hashtextextended(b.pk::text, 0) % ${every}::bigint) + ${every}::bigint) % ${every}::bigint AS phase) p
    CROSS JOIN LATERAL (
      SELECT to_timestamp(floor((${seconds}::float8 - p.phase) / ${every}::float8) * ${every}::float8 + p.phase) AS at) mark
    WHERE b.state = 'Enabled' AND b.binding_id IS NOT NULL AND b.last_run_number > 0
      AND (EXISTS (
          SELECT FROM backup_report r WHERE r.backup_pk = b.pk AND r.kind = ${kind}::backup_report_kind
            AND (r.state = 'Queued' OR (r.state = 'Running' AND (r.moved_at < ${leftBefore} OR r.moved_at > ${leftAhead}))))
        OR (b.enabled_at < mark.at AND NOT EXISTS (
          SELECT FROM backup_report r WHERE r.backup_pk = b.pk AND r.binding_id = b.binding_id
            AND r.kind = ${kind}::backup_report_kind
            AND ((r.state IN ('Passed', 'Failed') AND r.started_at >= mark.at)
              OR r.state IN ('Queued', 'Running') OR (r.state = 'Broken' AND r.ended_at > ${again})))))
    ORDER BY b.pk LIMIT 100`;
}

export interface HeldItem {
  accountId: string;
  id: string;
  /** Of a secret. */
  encryptionKeyId: string | null;
}

/** Every key, or every secret beside its encryption key, that a backup held at a moment. */
export function itemsHeldAt(
  db: Db,
  { backupPk, bindingId, kind, at }: { backupPk: string; bindingId: string; kind: "key" | "secret"; at: Date },
): Promise<HeldItem[]> {
  return db.$queryRaw<HeldItem[]>`
    SELECT account_id AS "accountId", resource_id AS id, view ->> 'encryptionKeyId' AS "encryptionKeyId"
    FROM backup_entry
    WHERE backup_pk = ${backupPk}::uuid AND binding_id = ${bindingId}::uuid AND kind = ${kind}
      AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})
    ORDER BY view ->> 'encryptionKeyId', resource_id, account_id`;
}
