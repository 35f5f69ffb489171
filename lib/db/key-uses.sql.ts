import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// Who uses which key (KEY-55), counted by day when events are chained: asking a million events each time would take
// seconds. What is not chained yet, usually the last second, is read from the events themselves, up to a bound.

type Sql = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

/** Calls that need the key itself; who only looked at it or set it up loses nothing with it. */
export const USING_EVENTS = [
  "Encrypt",
  "Decrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ExportDataKey",
  "GenerateAndExportDataKey",
  "ReEncrypt",
  "AsymmetricEncrypt",
  "AsymmetricDecrypt",
  "AsymmetricSign",
  "AsymmetricVerify",
  "GetPublicKey",
  "GenerateMac",
  "VerifyMac",
] as const;

const UNCHAINED_MAX = 1000;

// Of temporary credentials each has its own id: the role says who it was.
const CREDENTIAL = Prisma.sql`CASE WHEN e.access_key_id LIKE 'STS.%' THEN '' ELSE coalesce(e.access_key_id, '') END`;
// Somebody who may not use the key does not depend on it.
const IS_USE = Prisma.sql`e.event = ANY(${[...USING_EVENTS]}::text[]) AND e.resource LIKE 'acs:kms:%:key/%' AND e.outcome <> 'NoPermission'`;

/** Counts what of the given events, which are being chained, uses a key: in the same transaction, and so once. */
export async function countKeyUses(db: Sql, events: readonly { id: string; at: Date }[]): Promise<void> {
  if (events.length === 0) return;
  await db.$executeRaw`
    INSERT INTO key_use (account_id, resource, actor, access_key_id, day, calls, last_at)
    SELECT e.account_id, e.resource, e.actor, ${CREDENTIAL}, (e.at AT TIME ZONE 'UTC')::date, count(*)::int, max(e.at)
    FROM unnest(${events.map(({ id }) => id)}::uuid[], ${events.map(({ at }) => at)}::timestamptz[]) AS chained(id, at)
    JOIN audit_event e ON e.id = chained.id AND e.at = chained.at
    WHERE ${IS_USE}
    GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (account_id, resource, day, actor, access_key_id)
    DO UPDATE SET calls = key_use.calls + excluded.calls, last_at = greatest(key_use.last_at, excluded.last_at)`;
}

export interface KeyCaller {
  actor: string;
  accessKeyId: string | null;
  calls: number;
  lastAt: Date;
}

/**
 * Up to `limit` callers of a key since a moment, the latest first, and how many there are. `actorPrefix`: of these alone.
 */
export async function callersOfKey(
  db: Sql,
  key: { accountId: string; arn: string },
  { since, actorPrefix = "", limit }: { since: Date; actorPrefix?: string; limit: number },
): Promise<{ callers: KeyCaller[]; total: number }> {
  const rows = await db.$queryRaw<(KeyCaller & { total: number })[]>`
    WITH unchained AS MATERIALIZED (
      SELECT e.actor, ${CREDENTIAL} AS access_key_id, e.at FROM (
        SELECT * FROM audit_event
        WHERE account_id = ${key.accountId}::char(16) AND resource = ${key.arn} AND at >= ${since}
        ORDER BY at DESC, id DESC LIMIT ${UNCHAINED_MAX}::int) e
      WHERE ${IS_USE} AND NOT EXISTS (
        SELECT FROM audit_link l WHERE l.account_id = ${key.accountId}::char(16) AND l.event_at = e.at AND l.event_id = e.id)
    ), used AS (
      SELECT actor, access_key_id, calls, last_at FROM key_use
      WHERE account_id = ${key.accountId}::char(16) AND resource = ${key.arn}
        AND day >= (${since}::timestamptz AT TIME ZONE 'UTC')::date AND last_at >= ${since}
      UNION ALL SELECT actor, access_key_id, 1, at FROM unchained
    )
    SELECT actor, nullif(access_key_id, '') AS "accessKeyId", sum(calls)::int AS calls, max(last_at) AS "lastAt",
      count(*) OVER ()::int AS total
    FROM used WHERE starts_with(actor, ${actorPrefix})
    GROUP BY actor, access_key_id ORDER BY max(last_at) DESC, actor LIMIT ${limit}::int`;
  return { callers: rows.map(({ total: _, ...caller }) => caller), total: rows[0]?.total ?? 0 };
}

export async function forgetKeyUsesBefore(db: Sql, moment: Date): Promise<void> {
  await db.$executeRaw`DELETE FROM key_use WHERE day < (${moment}::timestamptz AT TIME ZONE 'UTC')::date`;
}
