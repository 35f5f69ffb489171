import type { PrismaClient } from "@/lib/generated/prisma/client";

// The snapshot cursor over the change feed (decisions 10). A watermark on a sequence or a time would miss what a slow
// transaction commits behind it; visibility in a snapshot does not.

type Db = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

/** A key or secret that the feed names. `publicId` is its key id or secret name. */
export interface Changed {
  kind: "key" | "secret";
  resourcePk: string;
  accountId: string;
  publicId: string;
}

/** The snapshot of the transaction that `db` is in: `xmin:xmax:xip,…`. */
export async function currentSnapshot(db: Db): Promise<string> {
  const [row] = await db.$queryRaw<[{ snapshot: string }]>`SELECT pg_current_snapshot()::text AS snapshot`;
  return row.snapshot;
}

/** What changed in an instance between the snapshot `last` and that of the transaction of `db`. */
export async function changedSince(db: Db, instancePk: string, last: string): Promise<Changed[]> {
  return db.$queryRaw<Changed[]>`
    SELECT DISTINCT kind, resource_pk AS "resourcePk", account_id AS "accountId", public_id AS "publicId"
    FROM change_feed
    WHERE instance_pk = ${instancePk}::uuid
      AND xid >= pg_snapshot_xmin(${last}::pg_snapshot)
      AND NOT pg_visible_in_snapshot(xid, ${last}::pg_snapshot)`;
}

/** Which cluster the transaction ids belong to; another one means a database restored from elsewhere. */
export async function systemIdentifier(db: Db): Promise<string> {
  const [row] = await db.$queryRaw<[{ id: string }]>`SELECT system_identifier::text AS id FROM pg_control_system()`;
  return row.id;
}

/**
 * Removes up to `limit` rows that no enabled backup needs any more: seen by the last run of each backup of their
 * instance, or of no instance. A backup without a snapshot is about to read everything, but from a later moment than
 * some row's: its instance keeps its rows. Returns how many went.
 */
export async function trimChangeFeed(db: Db, limit = 10_000): Promise<number> {
  return db.$executeRaw`
    DELETE FROM change_feed WHERE seq IN (
      SELECT f.seq FROM change_feed f
      WHERE NOT EXISTS (
        SELECT FROM backup b
        WHERE b.instance_pk = f.instance_pk AND b.state IN ('Enabled', 'Expired') AND b.source_released_at IS NULL
          AND (b.snapshot IS NULL OR NOT pg_visible_in_snapshot(f.xid, b.snapshot::pg_snapshot)))
      ORDER BY f.seq LIMIT ${limit}::int)`;
}
