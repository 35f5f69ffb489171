import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// The events of one account, newest first, by keyset (decisions 18). Each filter walks an index that ends in (at, id), so
// that a page costs the same among ten thousand events and among a million (P26).

type Sql = Pick<PrismaClient, "$queryRaw">;

/** Which events; what is absent does not narrow. Texts are compared whole. */
export interface EventFilter {
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  events?: readonly string[] | undefined;
  /** Any of these; several where an id may stand for more than one ARN. */
  resources?: readonly string[] | undefined;
  actor?: string | undefined;
  /** "refused": every outcome but Success. */
  outcome?: string | undefined;
  sourceIp?: string | undefined;
  region?: string | undefined;
  requestId?: string | undefined;
  source?: string | undefined;
}

export interface EventRow {
  id: string;
  at: Date;
  accountId: string;
  region: string;
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

export interface EventPlace {
  at: Date;
  id: string;
}

const COLUMNS = Prisma.sql`id::text AS id, at, account_id AS "accountId", region, event, source, actor,
  access_key_id AS "accessKeyId", source_ip AS "sourceIp", resource, outcome, request_id AS "requestId", detail, leaf`;

/** Up to `limit` events that come after `place` in the list, newest first. */
export function eventsBefore(
  db: Sql,
  accountId: string,
  filter: EventFilter,
  place: EventPlace | undefined,
  limit: number,
): Promise<EventRow[]> {
  const found = inTurn(accountId, filter, place, limit, COLUMNS);
  return db.$queryRaw<EventRow[]>`${found} ORDER BY at DESC, id DESC LIMIT ${limit}::int`;
}

/** How many events the filter finds, counted up to `limit`. */
export async function countEvents(db: Sql, accountId: string, filter: EventFilter, limit: number): Promise<number> {
  const found = inTurn(accountId, filter, undefined, limit, Prisma.sql`id, at`);
  const [row] = await db.$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n FROM (SELECT 1 FROM (${found}) AS found LIMIT ${limit}::int) AS counted`;
  return row.n;
}

export async function eventById(db: Sql, accountId: string, id: string): Promise<EventRow | null> {
  const [row] = await db.$queryRaw<EventRow[]>`
    SELECT ${COLUMNS} FROM audit_event WHERE id = ${id}::uuid AND account_id = ${accountId}::char(16)`;
  return row ?? null;
}

/** The links of the given events of an account, by event id. */
export async function linksOfEvents(
  db: Sql,
  accountId: string,
  events: readonly EventPlace[],
): Promise<Map<string, { seq: bigint; link: Uint8Array }>> {
  const rows = await db.$queryRaw<{ id: string; seq: bigint; link: Uint8Array }[]>`
    SELECT link.event_id::text AS id, link.seq, link.link
    FROM unnest(${events.map(({ id }) => id)}::uuid[], ${events.map(({ at }) => at)}::timestamptz[]) AS asked(id, at)
    JOIN audit_link link ON link.account_id = ${accountId}::char(16) AND link.event_at = asked.at AND link.event_id = asked.id`;
  return new Map(rows.map(({ id, seq, link }) => [id, { seq, link }]));
}

/**
 * Where a filter names several values, the newest of each value are found by its index and put together: `= ANY` would
 * lose the order of the index and sort all that match.
 */
function inTurn(
  accountId: string,
  filter: EventFilter,
  place: EventPlace | undefined,
  limit: number,
  columns: Prisma.Sql,
): Prisma.Sql {
  const { events, resources, ...rest } = filter;
  const of = (more: Prisma.Sql[]) => {
    const conditions = [Prisma.sql`account_id = ${accountId}::char(16)`, ...conditionsOf(rest, place), ...more];
    // By the columns of the index: `id` alone is the text that is selected, and would be sorted by after all.
    return Prisma.sql`SELECT ${columns} FROM audit_event e WHERE ${Prisma.join(conditions, " AND ")}
      ORDER BY e.at DESC, e.id DESC LIMIT ${limit}::int`;
  };
  const eventIs = events ? [anyOf(Prisma.sql`event`, events)] : [];
  if (resources && resources.length !== 1) return each(resources, of([Prisma.sql`resource = one.value`, ...eventIs]));
  const resourceIs = resources ? [anyOf(Prisma.sql`resource`, resources)] : [];
  if (events && events.length !== 1) return each(events, of([Prisma.sql`event = one.value`, ...resourceIs]));
  return Prisma.sql`SELECT * FROM (${of([...eventIs, ...resourceIs])}) AS found`;
}

function each(values: readonly string[], found: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT found.* FROM unnest(${[...new Set(values)]}::text[]) AS one(value) CROSS JOIN LATERAL (${found}) AS found`;
}

function anyOf(column: Prisma.Sql, values: readonly string[]): Prisma.Sql {
  const [first] = values;
  return values.length === 1 ? Prisma.sql`${column} = ${first}` : Prisma.sql`${column} = ANY(${[...values]}::text[])`;
}

function conditionsOf(filter: Omit<EventFilter, "events" | "resources">, place: EventPlace | undefined): Prisma.Sql[] {
  const { from, actor, outcome, sourceIp, region, requestId, source } = filter;
  // Of two ends a walk of the index begins at the one and reads on to the other: a page far back would read all before it.
  const to = place && filter.to && place.at < filter.to ? undefined : filter.to;
  const conditions = [
    from && Prisma.sql`at >= ${from}`,
    to && Prisma.sql`at < ${to}`,
    actor !== undefined && Prisma.sql`actor = ${actor}`,
    sourceIp !== undefined && Prisma.sql`source_ip = ${sourceIp}`,
    region !== undefined && Prisma.sql`region = ${region}`,
    requestId !== undefined && Prisma.sql`request_id = ${requestId}`,
    source !== undefined && Prisma.sql`source = ${source}`,
    // Said aloud, so that the planner sees that the partial index holds them all.
    source !== undefined && source !== "ApiCall" && Prisma.sql`source <> 'ApiCall'`,
    outcome !== undefined && outcome !== "Success" && Prisma.sql`outcome <> 'Success'`,
    outcome !== undefined && outcome !== "refused" && Prisma.sql`outcome = ${outcome}`,
    // The first of the two is what leaves partitions out.
    place && Prisma.sql`at <= ${place.at} AND (at, id) < (${place.at}, ${place.id}::uuid)`,
  ];
  return conditions.filter((condition) => condition instanceof Prisma.Sql);
}
