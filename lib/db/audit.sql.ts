import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";
import { RecordRows } from "./record-rows";

// What the chaining of the audit reads (decisions 9): what has become visible since the last pass, found by transaction
// id as in the change feed, because a slow transaction commits events that are older than ones already chained.

type Sql = Pick<PrismaClient, "$queryRaw">;

const TO_LINK = { accountId: 0, at: 1, id: 2, leaf: 3 };

/** Events in the order of the chains, in PostgreSQL's binary form: it stands on one at a time. */
export class EventsToLink extends RecordRows {
  constructor(bytes: Uint8Array) {
    super(bytes, 4);
  }

  get accountId(): string {
    return this.bytes.toString("latin1", this.from[TO_LINK.accountId], this.to[TO_LINK.accountId]);
  }

  /** @throws RangeError for an event at no time */
  get at(): string {
    return new Date((this.microseconds(TO_LINK.at) ?? Number.NaN) / 1000).toISOString();
  }

  get id(): string {
    return this.uuid(TO_LINK.id);
  }

  /** In hex. */
  get leaf(): string {
    return this.hex(TO_LINK.leaf);
  }
}

/** How far chaining has come: everything visible in `last`, and what lies in `upTo` until the given event. */
export interface ChainCursor {
  last: string | null;
  upTo: string;
  after: { at: string; id: string } | null;
}

/** Up to `limit` events that are visible in `upTo` and were not in `last`, in the order of the chains. */
export async function eventsToLink(
  db: Sql,
  { last, upTo, after }: ChainCursor,
  limit: number,
): Promise<{ count: number; events: EventsToLink }> {
  const from = last ?? "1:1:";
  const [at, id] = after ? [new Date(after.at), after.id] : [new Date(0), "00000000-0000-0000-0000-000000000000"];
  const [row] = await db.$queryRaw<[{ count: number; events: Uint8Array | null }]>`
    SELECT count(*)::int AS count, string_agg(record_send(ROW(account_id, at, id, leaf)), ''::bytea) AS events FROM (
      SELECT id, at, account_id, leaf FROM audit_event e
      WHERE xid >= pg_snapshot_xmin(${from}::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, ${from}::pg_snapshot)
        AND pg_visible_in_snapshot(xid, ${upTo}::pg_snapshot) AND (at, id) > (${at}, ${id}::uuid)
        AND NOT EXISTS (SELECT FROM audit_link l WHERE l.account_id = e.account_id AND l.event_at = e.at AND l.event_id = e.id)
      ORDER BY at, id LIMIT ${limit}::int) AS found`;
  return { count: row.count, events: new EventsToLink(row.events ?? new Uint8Array()) };
}

/** Appends links; `link` in hex. As columns in one statement: there are thousands each second. */
export async function insertLinks(
  db: Pick<PrismaClient, "$executeRaw">,
  links: readonly { accountId: string; seq: number; eventId: string; eventAt: string; link: string }[],
): Promise<void> {
  const column = (values: readonly (string | number)[]) => `{${values.join(",")}}`;
  await db.$executeRaw`
    INSERT INTO audit_link (account_id, seq, event_id, event_at, link)
    SELECT account_id, seq, event_id, event_at, decode(link, 'hex') FROM unnest(
      ${column(links.map(({ accountId }) => accountId))}::text[], ${column(links.map(({ seq }) => seq))}::bigint[],
      ${column(links.map(({ eventId }) => eventId))}::uuid[], ${column(links.map(({ eventAt }) => eventAt))}::timestamptz[],
      ${column(links.map(({ link }) => link))}::text[]) AS l(account_id, seq, event_id, event_at, link)`;
}

export interface ChainHead {
  accountId: string;
  seq: bigint;
  link: Uint8Array;
}

/** The last link of each chain. */
export function chainHeads(db: Sql): Promise<ChainHead[]> {
  return db.$queryRaw<ChainHead[]>`
    WITH RECURSIVE account(id) AS (
      (SELECT account_id FROM audit_link ORDER BY account_id LIMIT 1)
      UNION ALL
      SELECT (SELECT account_id FROM audit_link WHERE account_id > account.id ORDER BY account_id LIMIT 1)
      FROM account WHERE account.id IS NOT NULL)
    SELECT account.id AS "accountId", head.seq, head.link FROM account
    CROSS JOIN LATERAL (SELECT seq, link FROM audit_link WHERE account_id = account.id ORDER BY seq DESC LIMIT 1) head
    WHERE account.id IS NOT NULL ORDER BY account.id`;
}

/** The last link of the chains of `accountIds`. */
export function chainHeadsOf(db: Sql, accountIds: readonly string[]): Promise<ChainHead[]> {
  return db.$queryRaw<ChainHead[]>`
    SELECT asked.id AS "accountId", head.seq, head.link FROM unnest(${[...accountIds]}::text[]) AS asked(id)
    CROSS JOIN LATERAL (SELECT seq, link FROM audit_link WHERE account_id = asked.id ORDER BY seq DESC LIMIT 1) head`;
}

/**
 * Takes the one place where chaining is noted, for this transaction; null when nobody made it, or another process has it
 * and `mayWait` is not set.
 */
export async function takeChainPlace(
  db: Sql,
  kind: string,
  mayWait: boolean,
): Promise<{ pk: string; progress: unknown } | null> {
  const rows = await db.$queryRaw<{ pk: string; progress: unknown }[]>`
    SELECT pk::text, progress FROM job WHERE kind = ${kind} AND state = 'Waiting'
    FOR UPDATE ${mayWait ? Prisma.empty : Prisma.sql`SKIP LOCKED`}`;
  return rows[0] ?? null;
}
