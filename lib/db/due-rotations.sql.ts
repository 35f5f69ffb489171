import type { PrismaClient } from "@/lib/generated/prisma/client";

// Which keys the worker rotates next. In SQL, because those that must wait (KEY-06, KEY-43, KEY-77) are to be left out
// before the limit: five hundred of them would otherwise hide all others.

type Sql = Pick<PrismaClient, "$queryRaw">;

export interface DueRotation {
  pk: string;
  nextRotationAt: Date;
}

/**
 * Up to `limit` keys whose date has come by `now`, the longest waiting first. One whose instance was full when it was tried
 * is found again when there is room; its first failing is told, so it has to be tried once.
 */
export function dueRotations(db: Sql, now: Date, limit: number): Promise<DueRotation[]> {
  return db.$queryRaw<DueRotation[]>`
    SELECT k.pk::text, k.next_rotation_at AS "nextRotationAt"
    FROM key k LEFT JOIN instance i ON i.pk = k.instance_pk
    WHERE k.automatic_rotation = 'Enabled' AND k.next_rotation_at <= ${now} AND k.state = 'Enabled'
      AND (i.pk IS NULL OR (i.sale_status = 'Normal' AND (i.ends_at IS NULL OR i.ends_at > ${now})
        AND (i.status = 'Connected' OR (i.status = 'Connecting' AND i.connected_at <= ${now}))
        AND (k.rotation_error IS NULL OR i.key_versions_used < i.key_quota)))
      AND (k.kind <> 'Default' OR EXISTS (
        SELECT FROM default_key_rotation p
        WHERE p.account_id = k.account_id AND p.region = k.region AND p.starts_at <= ${now} AND p.ends_at > ${now}))
    ORDER BY k.next_rotation_at LIMIT ${limit}::int`;
}
