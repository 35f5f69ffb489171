import type pg from "pg";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { copyRow } from "./copy-out";
import { RecordRows } from "./record-rows";

// What the verification of an audit chain reads (S53): stretches of a chain, each in one answer and in PostgreSQL's own
// binary form. Writing a million events down as text, and reading them one by one, would cost more than hashing them.

type Sql = Pick<PrismaClient, "$queryRaw">;

const LINK = { seq: 0, eventId: 1, eventAt: 2, link: 3 };
/** The columns of an event that its leaf is made of, account apart, and the leaf. */
export const EVENT = {
  accessKeyId: 0,
  actor: 1,
  at: 2,
  detail: 3,
  event: 4,
  id: 5,
  outcome: 6,
  region: 7,
  requestId: 8,
  resource: 9,
  source: 10,
  sourceIp: 11,
  leaf: 12,
} as const;

const LINKS = "record_send(ROW(seq, event_id, event_at, link))";
const EVENTS = `record_send(ROW(access_key_id, actor, at, detail, event, id, outcome, region, request_id, resource,
  source, source_ip, leaf))`;

/** Links of one account in the order of the chain; it stands on one at a time. */
export class LinkRows extends RecordRows {
  seq = 0;
  /** In hex. */
  link = "";
  /** In milliseconds; 0 for infinity. */
  eventAt = 0;

  constructor(bytes: Uint8Array) {
    super(bytes, 4);
  }

  get eventId(): string {
    return this.uuid(LINK.eventId);
  }

  override goTo(place: number): boolean {
    if (!super.goTo(place)) return false;
    this.seq = this.integer(LINK.seq);
    this.link = this.hex(LINK.link);
    this.eventAt = Math.round((this.microseconds(LINK.eventAt) ?? 0) / 1000);
    return true;
  }
}

/** Events of one account, which nearly always come as its links do. */
export class EventRows extends RecordRows {
  #isAtEnd: boolean;
  #places: Map<string, number> | null = null;

  constructor(bytes: Uint8Array) {
    super(bytes, 13);
    this.#isAtEnd = !this.next();
  }

  /** In hex. */
  get leaf(): string {
    return this.hex(EVENT.leaf);
  }

  /** Stands on the event that the link names, under that id, time and account; false where it is not there. */
  find(link: LinkRows): boolean {
    if (this.#isAtEnd) return this.#search(link.eventId);
    if (this.fits(EVENT.id, link, LINK.eventId)) return true;
    this.#isAtEnd = !this.next();
    return (!this.#isAtEnd && this.fits(EVENT.id, link, LINK.eventId)) || this.#search(link.eventId);
  }

  #search(id: string): boolean {
    if (!this.#places) {
      this.#places = new Map();
      for (let more = this.goTo(0); more; more = this.next()) this.#places.set(this.uuid(EVENT.id), this.place);
    }
    const place = this.#places.get(id);
    this.#isAtEnd = place === undefined || !this.goTo(place);
    return !this.#isAtEnd;
  }
}

export interface Stretch {
  links: LinkRows;
  events: EventRows;
  count: number;
  lastSeq: number;
}

/**
 * Up to `limit` links of a chain after `seq`, in its order, with the events of the time from the first of them to the
 * last: a stretch of the index, of one snapshot. Where that is far more than there are links, with the events one by one.
 */
export async function stretchAfter(client: pg.Client, accountId: string, seq: number, limit: number): Promise<Stretch> {
  const most = 2 * limit + 1000;
  const account = literal(accountId);
  const [count, lastSeq, n, links, around] = await copyRow(
    client,
    `WITH stretch AS MATERIALIZED (
      SELECT * FROM audit_link WHERE account_id = ${account} AND seq > ${seq} ORDER BY seq LIMIT ${limit}
    ), found AS MATERIALIZED (
      SELECT count(*) AS n, string_agg(${EVENTS}, '') AS events FROM (
        SELECT * FROM audit_event WHERE account_id = ${account}
          AND at >= (SELECT min(event_at) FROM stretch) AND at <= (SELECT max(event_at) FROM stretch)
        ORDER BY at, id LIMIT ${most}) AS around
    )
    SELECT (SELECT count(*) FROM stretch), (SELECT max(seq) FROM stretch), n,
      (SELECT string_agg(${LINKS}, '' ORDER BY seq) FROM stretch), CASE WHEN n < ${most} THEN events END FROM found`,
  );
  const events = numberOf(n) < most ? around : await eventsOneByOne(client, account, links ?? NOTHING);
  return {
    links: new LinkRows(links ?? NOTHING),
    events: new EventRows(events ?? NOTHING),
    count: numberOf(count),
    lastSeq: numberOf(lastSeq),
  };
}

const NOTHING = new Uint8Array();
const numberOf = (bigint: Buffer | null | undefined) => Number(bigint?.readBigInt64BE() ?? 0);

function literal(accountId: string): string {
  if (!/^[0-9]{16}$/.test(accountId)) throw new Error("not the id of an account");
  return `'${accountId}'::char(16)`;
}

async function eventsOneByOne(
  client: pg.Client,
  account: string,
  bytes: Uint8Array,
): Promise<Buffer | null | undefined> {
  const links = new LinkRows(bytes);
  const ids: string[] = [];
  while (links.next()) ids.push(links.eventId);
  const [events] = await copyRow(
    client,
    `SELECT string_agg(found.event, '') AS events FROM unnest('{${ids.join(",")}}'::uuid[]) AS l(event_id)
    CROSS JOIN LATERAL (SELECT ${EVENTS} AS event FROM audit_event e
      WHERE e.id = l.event_id AND e.account_id = ${account} OFFSET 0) AS found`,
  );
  return events;
}

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
