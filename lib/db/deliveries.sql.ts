import type { PrismaClient } from "@/lib/generated/prisma/client";

// Which targets have something to send, and who sends it: a lease by the database's clock, as of jobs (decisions 13), so
// that two workers keep the order of a target's events and a killed one keeps nobody from it for long.

type Sql = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

/** Longer than one sending with its note; extended with each. */
const LEASE_SECONDS = 60;

/** Targets that may be sent to now and have something to get, the longest waiting first. */
export async function dueTargets(db: Sql, now: Date, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT target.pk::text FROM delivery_target target
    WHERE NOT paused AND (next_attempt_at IS NULL OR next_attempt_at <= ${now})
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
      AND ((sends_events AND EXISTS (
          SELECT FROM audit_link link WHERE link.account_id = target.account_id AND link.seq >= target.next_seq))
        OR (sends_alerts AND EXISTS (
          SELECT FROM alert WHERE alert.account_id = target.account_id AND alert.last_at >= target.created_at
            AND NOT EXISTS (SELECT FROM alert_delivery got WHERE got.alert_pk = alert.pk AND got.target_pk = target.pk))))
    ORDER BY last_delivered_at NULLS FIRST, pk LIMIT ${limit}::int`;
  return rows.map(({ pk }) => pk);
}

/** Takes a target for one sender; false when another has it, or it may not be sent to now. */
export async function leaseTarget(db: Sql, pk: string, token: string, now: Date): Promise<boolean> {
  const taken = await db.$executeRaw`
    UPDATE delivery_target SET lease_token = ${token}::uuid,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE pk = ${pk}::uuid AND NOT paused AND (next_attempt_at IS NULL OR next_attempt_at <= ${now})
      AND (lease_until IS NULL OR lease_until < clock_timestamp())`;
  return taken === 1;
}

/** Locks the row while it is held under `token` and extends the lease; false when it is somebody else's by now. */
export async function holdTarget(db: Sql, pk: string, token: string): Promise<boolean> {
  const held = await db.$executeRaw`
    UPDATE delivery_target SET lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    WHERE pk = ${pk}::uuid AND lease_token = ${token}::uuid`;
  return held === 1;
}

export async function releaseTarget(db: Sql, pk: string, token: string): Promise<void> {
  await db.$executeRaw`
    UPDATE delivery_target SET lease_token = NULL, lease_until = NULL
    WHERE pk = ${pk}::uuid AND lease_token = ${token}::uuid`;
}

export interface ChainRow {
  seq: bigint;
  link: Uint8Array;
  eventId: string;
  eventAt: Date;
  region: string | null;
  event: string;
  source: string;
  actor: string;
  accessKeyId: string | null;
  sourceIp: string | null;
  resource: string;
  outcome: string;
  requestId: string;
  detail: unknown;
  leaf: Uint8Array;
}

/** The events of an account's chain from `seq` on, in its order; one whose row is gone has no region. */
export function chainFrom(db: Sql, accountId: string, seq: bigint, limit: number): Promise<ChainRow[]> {
  return db.$queryRaw<ChainRow[]>`
    SELECT link.seq, link.link, link.event_id::text AS "eventId", link.event_at AS "eventAt", event.region, event.event,
      event.source, event.actor, event.access_key_id AS "accessKeyId", event.source_ip AS "sourceIp", event.resource,
      event.outcome, event.request_id AS "requestId", event.detail, event.leaf
    FROM audit_link link LEFT JOIN audit_event event ON event.id = link.event_id AND event.at = link.event_at
    WHERE link.account_id = ${accountId} AND link.seq >= ${seq} ORDER BY link.seq LIMIT ${limit}::int`;
}

/** Alerts that a target has not got, the oldest first. */
export async function alertsFor(
  db: Sql,
  target: { pk: string; accountId: string; createdAt: Date },
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT pk::text FROM alert WHERE account_id = ${target.accountId} AND last_at >= ${target.createdAt}
      AND NOT EXISTS (SELECT FROM alert_delivery got WHERE got.alert_pk = alert.pk AND got.target_pk = ${target.pk}::uuid)
    ORDER BY at, pk LIMIT ${limit}::int`;
  return rows.map(({ pk }) => pk);
}
