import type { PrismaClient } from "@/lib/generated/prisma/client";

type Db = Pick<PrismaClient, "$queryRaw">;

/** What the row of a backup shows that is not in it: of its binding's runs and drills, and of its source. */
export interface BackupFacts {
  pk: string;
  /** What the last completed run holds. */
  keys: number | null;
  secrets: number | null;
  /** When that run was taken, whatever its tick says. */
  takenAt: Date | null;
  /** The newest failed run, if nothing was completed after it. */
  failedAt: Date | null;
  failureCode: string | null;
  drilledAt: Date | null;
  drillState: "Passed" | "Failed" | "Broken" | null;
  /** When the subscription of the source ends. */
  sourceEndsAt: Date | null;
}

/** In one query, however many: each part is one look into an index. */
export async function factsOfBackups(db: Db, pks: readonly string[]): Promise<Map<string, BackupFacts>> {
  const rows = await db.$queryRaw<BackupFacts[]>`
    SELECT b.pk::text AS pk, done.keys, done.secrets, done.completed_at AS "takenAt", failed.tick_at AS "failedAt", failed.error_code AS "failureCode",
      drill.ended_at AS "drilledAt", drill.state::text AS "drillState", source.ends_at AS "sourceEndsAt"
    FROM backup b
    LEFT JOIN instance source ON source.pk = b.instance_pk
    LEFT JOIN LATERAL (
      SELECT r.keys, r.secrets, r.completed_at FROM backup_run r
      WHERE r.backup_pk = b.pk AND r.binding_id = b.binding_id AND r.state = 'Complete'
      ORDER BY r.tick_at DESC LIMIT 1) done ON true
    LEFT JOIN LATERAL (
      SELECT r.tick_at, r.error_code FROM backup_run r
      WHERE r.backup_pk = b.pk AND r.binding_id = b.binding_id AND r.state = 'Failed'
        AND r.tick_at > coalesce(b.last_completed_at, '-infinity')
      ORDER BY r.tick_at DESC LIMIT 1) failed ON true
    LEFT JOIN LATERAL (
      SELECT d.ended_at, d.state FROM backup_report d
      WHERE d.backup_pk = b.pk AND d.binding_id = b.binding_id AND d.kind = 'Drill'
        AND d.state IN ('Passed', 'Failed', 'Broken')
      ORDER BY d.created_at DESC LIMIT 1) drill ON true
    WHERE b.pk = ANY (${[...pks]}::uuid[])`;
  return new Map(rows.map((row) => [row.pk, row]));
}

/** How much of a backup is nowhere else (BKP-114): in no instance that lives on, and in no other backup of the account. */
export interface HeldOnlyHere {
  keys: number;
  secrets: number;
  lastKeys: number;
  lastSecrets: number;
}

export async function heldByBackup(
  db: Db,
  backup: { pk: string; bindingId: string; accountId: string; region: string },
  now: Date,
): Promise<HeldOnlyHere> {
  const { pk, bindingId, accountId, region } = backup;
  const [row] = await db.$queryRaw<[HeldOnlyHere]>`
    WITH held AS (
      SELECT DISTINCT kind, account_id, resource_id FROM backup_entry
      WHERE backup_pk = ${pk}::uuid AND binding_id = ${bindingId}::uuid AND kind IN ('key', 'secret')),
    elsewhere AS (
      SELECT DISTINCT e.kind, e.account_id, e.resource_id FROM backup_entry e JOIN backup o ON o.pk = e.backup_pk
      WHERE o.account_id = ${accountId} AND o.pk <> ${pk}::uuid AND o.binding_id = e.binding_id
        AND o.state = 'Enabled' AND NOT o.leaving AND e.kind IN ('key', 'secret')),
    living AS (
      SELECT pk FROM instance WHERE sale_status = 'Normal' AND (ends_at IS NULL OR ends_at > ${now})),
    alive AS (
      SELECT 'key' AS kind, k.account_id, k.key_id AS resource_id FROM key k
      WHERE (k.instance_pk IS NULL OR k.instance_pk IN (SELECT pk FROM living))
        AND (k.delete_at IS NULL OR k.delete_at > ${now}) AND k.key_id IN (SELECT resource_id FROM held)
      UNION
      SELECT 'secret', s.account_id, s.name FROM secret s
      WHERE s.region = ${region} AND (s.instance_pk IS NULL OR s.instance_pk IN (SELECT pk FROM living))
        AND (s.planned_delete_at IS NULL OR s.planned_delete_at > ${now}) AND s.name IN (SELECT resource_id FROM held))
    SELECT count(*) FILTER (WHERE kind = 'key')::int AS keys, count(*) FILTER (WHERE kind = 'secret')::int AS secrets,
      count(*) FILTER (WHERE kind = 'key' AND last)::int AS "lastKeys",
      count(*) FILTER (WHERE kind = 'secret' AND last)::int AS "lastSecrets"
    FROM (
      SELECT h.kind, e.kind IS NULL AND a.kind IS NULL AS last FROM held h
      LEFT JOIN elsewhere e USING (kind, account_id, resource_id)
      LEFT JOIN alive a ON a.kind = h.kind AND a.account_id = h.account_id AND a.resource_id = h.resource_id) judged`;
  return row;
}

/** The days on which something was saved, the first and the last of them, and what it takes in the store. */
export async function extentOfBackup(db: Db, bindingId: string) {
  const [row] = await db.$queryRaw<[{ days: number; from: string | null; to: string | null; bytes: bigint }]>`
    SELECT count(DISTINCT business_day)::int AS days, min(business_day)::text AS "from", max(business_day)::text AS "to",
      coalesce(sum(bytes), 0)::bigint AS bytes
    FROM backup_run WHERE binding_id = ${bindingId}::uuid AND state = 'Complete'`;
  return row;
}
