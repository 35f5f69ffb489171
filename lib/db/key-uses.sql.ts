import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// Who uses which key (KEY-55) and reads which secret, counted by day when events are chained: asking a million events each
// time would take seconds. What is not chained yet, usually the last second, is read from the events themselves, up to a
// bound.

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

/** Calls that give a secret's value away. */
const READING_EVENTS = ["GetSecretValue", "BatchGetSecretValue"] as const;

const UNCHAINED_MAX = 1000;

// Of temporary credentials each has its own id: the role says who it was.
const CREDENTIAL = Prisma.sql`CASE WHEN e.access_key_id LIKE 'STS.%' THEN '' ELSE coalesce(e.access_key_id, '') END`;
// Somebody who may not use the key does not depend on it.
const IS_KEY_USE = Prisma.sql`e.event = ANY(${[...USING_EVENTS]}::text[]) AND e.resource LIKE 'acs:kms:%:key/%' AND e.outcome <> 'NoPermission'`;
// Who was refused has not read it.
const IS_READ = Prisma.sql`e.event = ANY(${[...READING_EVENTS]}::text[]) AND e.resource LIKE 'acs:kms:%:secret/%' AND e.outcome = 'Success'`;
const IS_USE = Prisma.sql`((${IS_KEY_USE}) OR (${IS_READ}))`;

/** Counts what of the given events, which are being chained, uses a key or reads a secret: in the same transaction, and so once. */
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
    WITH used AS (${usesSince(key, since)})
    SELECT actor, nullif(access_key_id, '') AS "accessKeyId", sum(calls)::float8 AS calls, max(last_at) AS "lastAt",
      count(*) OVER ()::int AS total
    FROM used WHERE starts_with(actor, ${actorPrefix})
    GROUP BY actor, access_key_id ORDER BY max(last_at) DESC, actor LIMIT ${limit}::int`;
  return { callers: rows.map(({ total: _, ...caller }) => caller), total: rows[0]?.total ?? 0 };
}

export interface SecretReader {
  actor: string;
  /** From where it was read the last time. */
  sourceIp: string | null;
  calls: number;
  lastAt: Date;
}

/** Up to `limit` readers of a secret since a moment, the latest first. */
export function readersOfSecret(
  db: Sql,
  secret: { accountId: string; arn: string },
  { since, limit }: { since: Date; limit: number },
): Promise<SecretReader[]> {
  return db.$queryRaw<SecretReader[]>`
    WITH used AS (${usesSince(secret, since)}), reader AS (
      SELECT actor, sum(calls)::float8 AS calls, max(last_at) AS last_at
      FROM used GROUP BY actor ORDER BY max(last_at) DESC, actor LIMIT ${limit}::int
    )
    SELECT actor, calls, last_at AS "lastAt", (
      SELECT e.source_ip FROM audit_event e
      WHERE e.account_id = ${secret.accountId}::char(16) AND e.resource = ${secret.arn} AND e.at = reader.last_at
        AND e.actor = reader.actor AND ${IS_READ}
      ORDER BY e.id DESC LIMIT 1) AS "sourceIp"
    FROM reader ORDER BY last_at DESC, actor`;
}

/** By day, and of what is not chained yet by event. */
function usesSince({ accountId, arn }: { accountId: string; arn: string }, since: Date): Prisma.Sql {
  return Prisma.sql`
    SELECT actor, access_key_id, calls, last_at FROM key_use
    WHERE account_id = ${accountId}::char(16) AND resource = ${arn}
      AND day >= (${since}::timestamptz AT TIME ZONE 'UTC')::date AND last_at >= ${since}
    UNION ALL
    SELECT e.actor, ${CREDENTIAL}, 1, e.at FROM (
      SELECT * FROM audit_event
      WHERE account_id = ${accountId}::char(16) AND resource = ${arn} AND at >= ${since}
      ORDER BY at DESC, id DESC LIMIT ${UNCHAINED_MAX}::int) e
    WHERE ${IS_USE} AND NOT EXISTS (
      SELECT FROM audit_link l WHERE l.account_id = ${accountId}::char(16) AND l.event_at = e.at AND l.event_id = e.id)`;
}

export async function forgetKeyUsesBefore(db: Sql, moment: Date): Promise<void> {
  await db.$executeRaw`DELETE FROM key_use WHERE day < (${moment}::timestamptz AT TIME ZONE 'UTC')::date`;
}
