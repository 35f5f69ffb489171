import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// What the verification of an audit chain reads (S53), in batches of which each is one text: a million rows through the
// driver one by one would cost more than hashing them.

type Sql = Pick<PrismaClient, "$queryRaw">;

export interface ChainLink {
  seq: number;
  /** In hex. */
  link: string;
  eventId: string;
  /** In milliseconds. */
  eventAt: number;
}

/**
 * An event as the database writes it down: the canonical text of its columns (decisions 9) around its details, whose names
 * are yet to be sorted, and the leaf it has. PostgreSQL quotes a text in JSON as RFC 8785 asks; a test holds it to that.
 */
export type StoredEvent = [id: string, before: string, detail: string, after: string, leaf: string];

/** Between fields and between rows: ASCII's own separators, which JSON escapes wherever they are within a text. */
const FIELD = "\u001f";
const ROW = "\u001e";
const F = Prisma.raw("E'\\x1f'");
const R = Prisma.raw("E'\\x1e'");

const STORED = Prisma.sql`id || ${F} || '{"accessKeyId":' || coalesce(to_json(access_key_id)::text, 'null')
  || ',"accountId":' || to_json(account_id::text) || ',"actor":' || to_json(actor)
  || ',"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"' || ',"detail":' || ${F} || detail || ${F}
  || ',"event":' || to_json(event) || ',"id":"' || id || '","outcome":' || to_json(outcome) || ',"region":' || to_json(region)
  || ',"requestId":' || to_json(request_id) || ',"resource":' || to_json(resource) || ',"source":' || to_json(source)
  || ',"sourceIp":' || coalesce(to_json(source_ip)::text, 'null') || '}' || ${F} || encode(leaf, 'hex')`;

/** Up to `limit` links of a chain after `seq`, in its order. */
export async function linksAfter(db: Sql, accountId: string, after: number, limit: number): Promise<ChainLink[]> {
  const [row] = await db.$queryRaw<[{ batch: string | null }]>`
    SELECT string_agg(seq || ${F} || encode(link, 'hex') || ${F} || event_id || ${F}
      || CASE WHEN isfinite(event_at) THEN (extract(epoch FROM event_at) * 1000)::bigint ELSE 0 END, ${R} ORDER BY seq) AS batch
    FROM (SELECT * FROM audit_link WHERE account_id = ${accountId}::char(16) AND seq > ${after}::bigint
      ORDER BY seq LIMIT ${limit}::int) AS stretch`;
  if (!row.batch) return [];
  return row.batch.split(ROW).map((text) => {
    const [seq, link = "", eventId = "", eventAt] = text.split(FIELD);
    return { seq: Number(seq), link, eventId, eventAt: Number(eventAt) };
  });
}

/** The events that the links name, by id; those that are not there, under that id, time and account, are left out. */
export async function eventsOfLinks(
  db: Sql,
  accountId: string,
  links: readonly ChainLink[],
): Promise<Map<string, StoredEvent>> {
  if (links.length === 0) return new Map();
  const events = (await eventsAround(db, accountId, links)) ?? (await eventsOneByOne(db, accountId, links));
  return new Map(events.map((event) => [event[0], event]));
}

/** The events of the time from the first of the links to the last: a stretch of the index. Null where that is far more. */
async function eventsAround(db: Sql, accountId: string, links: readonly ChainLink[]): Promise<StoredEvent[] | null> {
  const limit = 2 * links.length + 1000;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { eventAt } of links) [from, to] = [Math.min(from, eventAt), Math.max(to, eventAt)];
  if (!isTime(from) || !isTime(to)) return null;
  const [row] = await db.$queryRaw<[{ n: number; batch: string | null }]>`
    SELECT count(*)::int AS n, string_agg(${STORED}, ${R}) AS batch
    FROM (SELECT * FROM audit_event WHERE account_id = ${accountId}::char(16) AND at >= ${new Date(from)} AND at <= ${new Date(to)}
      LIMIT ${limit}::int) AS stretch`;
  return row.n < limit ? parse(row.batch) : null;
}

async function eventsOneByOne(db: Sql, accountId: string, links: readonly ChainLink[]): Promise<StoredEvent[]> {
  const [row] = await db.$queryRaw<[{ batch: string | null }]>`
    SELECT string_agg(found.stored, ${R}) AS batch
    FROM unnest(${links.map(({ eventId }) => eventId)}::uuid[]) AS l(event_id)
    CROSS JOIN LATERAL (SELECT ${STORED} AS stored FROM audit_event e
      WHERE e.id = l.event_id AND e.account_id = ${accountId}::char(16) OFFSET 0) AS found`;
  return parse(row.batch);
}

function parse(batch: string | null): StoredEvent[] {
  // STORED has four separators; none is in a field.
  return batch === null ? [] : batch.split(ROW).map((text) => text.split(FIELD) as StoredEvent);
}

/** Times that JavaScript has a date for, and a timestamp too. */
const isTime = (milliseconds: number) => Math.abs(milliseconds) < 8e15 && milliseconds > -6e13;

/** The events of an account that have no link, as far as an account of them is due. */
export interface Unlinked {
  /** Not chained yet: what was written within the last seconds, or since the worker stopped. */
  waiting: number;
  waitingSince: Date | null;
  /** Passed by the chaining, or older than what is chained by more than any transaction lasts. */
  inserted: number;
  firstInserted: string | null;
  firstInsertedAt: Date | null;
}

/**
 * `passed` is the snapshot whose events have all been chained. An event that it shows, or that is older than `lateBefore`,
 * was put beside the chain and not through it.
 */
export async function unlinkedEvents(db: Sql, accountId: string, kind: string, lateMs: number): Promise<Unlinked> {
  const [row] = await db.$queryRaw<[Unlinked]>`
    WITH place AS MATERIALIZED (
      SELECT (CASE WHEN progress->'after' = 'null'::jsonb THEN progress->>'upTo' ELSE progress->>'last' END)::pg_snapshot AS passed
      FROM job WHERE kind = ${kind} AND state = 'Waiting'
    ), newest AS MATERIALIZED (
      SELECT event_at - make_interval(secs => ${lateMs}::float8 / 1000) AS late
      FROM audit_link WHERE account_id = ${accountId}::char(16) ORDER BY event_at DESC LIMIT 1
    ), unlinked AS MATERIALIZED (
      SELECT e.id, e.at, e.xid FROM audit_event e
      WHERE e.account_id = ${accountId}::char(16) AND NOT EXISTS (
        SELECT FROM audit_link l WHERE l.account_id = ${accountId}::char(16) AND l.event_at = e.at AND l.event_id = e.id)
    ), judged AS (
      SELECT id, at, coalesce(pg_visible_in_snapshot(xid, (SELECT passed FROM place)), false)
        OR coalesce(at < (SELECT late FROM newest), false) AS inserted
      FROM unlinked
    )
    SELECT count(*) FILTER (WHERE NOT inserted)::int AS waiting, min(at) FILTER (WHERE NOT inserted) AS "waitingSince",
      count(*) FILTER (WHERE inserted)::int AS inserted, min(at) FILTER (WHERE inserted) AS "firstInsertedAt",
      (SELECT id::text FROM judged WHERE inserted ORDER BY at, id LIMIT 1) AS "firstInserted"
    FROM judged`;
  return row;
}

/** Of events that are not where their link says: those that are elsewhere, under another time or account. */
export async function eventsElsewhere(db: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ id: string; accountId: string }[]>`
    SELECT id::text, account_id AS "accountId" FROM audit_event WHERE id = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}

/** Which of the given heads the chains have. */
export async function chainsWithHead(
  db: Sql,
  heads: readonly { accountId: string; seq: string; link: string }[],
): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ accountId: string }[]>`
    SELECT asked.account_id AS "accountId"
    FROM unnest(${heads.map(({ accountId }) => accountId)}::text[], ${heads.map(({ seq }) => BigInt(seq))}::bigint[],
      ${heads.map(({ link }) => link)}::text[]) AS asked(account_id, seq, link)
    JOIN audit_link l ON l.account_id = asked.account_id::char(16) AND l.seq = asked.seq AND l.link = decode(asked.link, 'hex')`;
  return new Set(rows.map(({ accountId }) => accountId));
}
