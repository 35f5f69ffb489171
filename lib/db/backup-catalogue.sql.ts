import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// The catalogue by sets and by time: what a run closes, what a day held, what its tabs show.

type Db = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

// Of a table that has just grown by hundreds of thousands of rows the statistics say for a while that it is as good as empty,
// and a plan after them would read all of it for every row that is sought. OFFSET 0 has each one sought by itself, in the
// index, whose types and collation the values are given.

interface Identity {
  kind: string;
  account: string;
  resourceId: string;
  versionId: string;
}

/** Ends the validity of the named entries that are still valid, whole sets at a time. */
export async function closeEntries(
  db: Pick<Db, "$executeRaw">,
  backupPk: string,
  validTo: Date,
  entries: readonly Identity[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.$executeRaw`
    UPDATE backup_entry SET valid_to = ${validTo}
    WHERE pk = ANY(ARRAY(
      SELECT found.pk
      FROM unnest(
        ${entries.map((entry) => entry.kind)}::text[], ${entries.map((entry) => entry.account)}::text[],
        ${entries.map((entry) => entry.resourceId)}::text[], ${entries.map((entry) => entry.versionId)}::text[]
      ) AS named (kind, account_id, resource_id, version_id)
      CROSS JOIN LATERAL (
        SELECT e.pk FROM backup_entry e
        WHERE e.backup_pk = ${backupPk}::uuid AND e.kind = named.kind AND e.resource_id = named.resource_id COLLATE "C"
          AND e.account_id = named.account_id::bpchar AND e.version_id = named.version_id AND e.valid_to IS NULL
        OFFSET 0) found))`;
}

/** Some entries of a binding at most, in a statement of its own; says how many there were. */
export function deleteEntries(
  db: Pick<Db, "$executeRaw">,
  { backupPk, bindingId, limit }: { backupPk: string; bindingId: string; limit: number },
): Promise<number> {
  return db.$executeRaw`
    DELETE FROM backup_entry WHERE pk = ANY(ARRAY(
      SELECT pk FROM backup_entry WHERE backup_pk = ${backupPk}::uuid AND binding_id = ${bindingId}::uuid
      LIMIT ${limit}::int))`;
}

export interface OpenEntry extends Identity {
  digest: Uint8Array;
  since: Date;
}

/** What is still valid of the items with these ids, by the kinds named. */
export async function openEntries(
  db: Pick<Db, "$queryRaw">,
  backupPk: string,
  kinds: readonly string[],
  resourceIds: readonly string[],
): Promise<OpenEntry[]> {
  return db.$queryRaw<OpenEntry[]>`
    SELECT found.* FROM unnest(${[...resourceIds]}::text[]) AS named (resource_id)
    CROSS JOIN unnest(${[...kinds]}::text[]) AS of (kind)
    CROSS JOIN LATERAL (
      SELECT e.kind, e.account_id AS account, e.resource_id AS "resourceId", e.version_id AS "versionId", e.digest, e.since
      FROM backup_entry e
      WHERE e.backup_pk = ${backupPk}::uuid AND e.kind = of.kind AND e.resource_id = named.resource_id COLLATE "C"
        AND e.valid_to IS NULL
      OFFSET 0) found`;
}

export interface DayRow {
  day: string;
  runs: number;
  failures: number;
  changes: number;
  added: number;
  deleted: number;
  bytes: number;
  firstTick: Date | null;
  lastTick: Date | null;
  keys: number | null;
  secrets: number | null;
}

/** The days of a binding from `from` to `to` on which a run was taken or failed. */
export async function daysOfBackup(
  db: Pick<Db, "$queryRaw">,
  bindingId: string,
  from: string,
  to: string,
): Promise<DayRow[]> {
  return db.$queryRaw<DayRow[]>`
    SELECT business_day::text AS day,
      count(*) FILTER (WHERE state = 'Complete')::int AS runs,
      count(*) FILTER (WHERE state = 'Failed')::int AS failures,
      coalesce(sum(changes) FILTER (WHERE state = 'Complete'), 0)::int AS changes,
      coalesce(sum(added), 0)::int AS added, coalesce(sum(deleted), 0)::int AS deleted,
      coalesce(sum(bytes), 0)::float8 AS bytes,
      min(tick_at) FILTER (WHERE state = 'Complete') AS "firstTick",
      max(tick_at) FILTER (WHERE state = 'Complete') AS "lastTick",
      (array_agg(keys ORDER BY tick_at DESC) FILTER (WHERE state = 'Complete'))[1] AS keys,
      (array_agg(secrets ORDER BY tick_at DESC) FILTER (WHERE state = 'Complete'))[1] AS secrets
    FROM backup_run
    WHERE binding_id = ${bindingId}::uuid AND business_day BETWEEN ${from}::date AND ${to}::date
    GROUP BY business_day ORDER BY business_day`;
}

export interface ItemRow {
  accountId: string;
  resourceId: string;
  validFrom: Date;
  view: unknown;
}

/** Which entries a tab is about; its moments are ticks of the chosen day. */
export type TabWindow =
  | { tab: "full"; at: Date }
  | { tab: "incremental"; after: Date; until: Date }
  | { tab: "rotated"; after: Date; until: Date };

export interface ItemQuery {
  backupPk: string;
  bindingId: string;
  kind: "key" | "secret";
  window: TabWindow;
  /** Part of an id, name or alias. */
  contains?: string;
  /** Only what this account created. */
  ofAccount?: string;
  after?: { resourceId: string; accountId: string };
  limit: number;
}

/** One page of a tab (BKP-80), by id; of an item that changed during the window, its last state in it. */
export async function itemsOfTab(db: Pick<Db, "$queryRaw">, query: ItemQuery): Promise<ItemRow[]> {
  const { after, limit } = query;
  const place = after
    ? Prisma.sql`AND (resource_id, account_id) > (${after.resourceId}, ${after.accountId}::bpchar)`
    : Prisma.empty;
  return db.$queryRaw<ItemRow[]>`
    SELECT DISTINCT ON (resource_id, account_id)
      account_id AS "accountId", resource_id AS "resourceId", valid_from AS "validFrom", view
    FROM backup_entry WHERE ${matching(query)} ${place}
    ORDER BY resource_id, account_id, valid_from DESC LIMIT ${limit}::int`;
}

export async function countOfTab(db: Pick<Db, "$queryRaw">, query: ItemQuery): Promise<number> {
  const [row] = await db.$queryRaw<[{ total: number }]>`
    SELECT count(DISTINCT (resource_id, account_id))::int AS total FROM backup_entry WHERE ${matching(query)}`;
  return row.total;
}

function matching({ backupPk, bindingId, kind, window, contains, ofAccount }: ItemQuery): Prisma.Sql {
  const pattern = contains ? `%${contains.replaceAll(/[\\%_]/g, "\\$&")}%` : undefined;
  const text = pattern
    ? Prisma.sql`AND (resource_id ILIKE ${pattern} OR (view->'aliases')::text ILIKE ${pattern})`
    : Prisma.empty;
  const made = ofAccount ? Prisma.sql`AND account_id = ${ofAccount}::bpchar` : Prisma.empty;
  return Prisma.sql`backup_pk = ${backupPk}::uuid AND binding_id = ${bindingId}::uuid AND kind = ${kind} AND ${timely(window)} ${text} ${made}`;
}

function timely(window: TabWindow): Prisma.Sql {
  switch (window.tab) {
    case "full":
      return Prisma.sql`valid_from <= ${window.at} AND (valid_to IS NULL OR valid_to > ${window.at})`;
    case "incremental":
      return Prisma.sql`since > ${window.after} AND since <= ${window.until} AND valid_from <= ${window.until}`;
    case "rotated":
      return Prisma.sql`rotated_at > ${window.after} AND rotated_at <= ${window.until} AND valid_from <= ${window.until}`;
  }
}

/** How many of an account's keys of a region, and how many of them the open catalogue of one of its backups holds. */
export async function coverageOf(db: Pick<Db, "$queryRaw">, accountId: string, region: string, now: Date) {
  const [row] = await db.$queryRaw<[{ keys: number; covered: number }]>`
    SELECT count(*)::int AS keys,
      count(*) FILTER (WHERE EXISTS (
        SELECT FROM backup b JOIN backup_entry e ON e.backup_pk = b.pk AND e.binding_id = b.binding_id
        WHERE b.instance_pk = k.instance_pk AND b.state = 'Enabled' AND e.kind = 'key'
          AND e.resource_id = k.key_id AND e.account_id = k.account_id AND e.valid_to IS NULL))::int AS covered
    FROM key k
    WHERE k.account_id = ${accountId} AND k.region = ${region} AND k.kind = 'Customer'
      AND (k.delete_at IS NULL OR k.delete_at > ${now})`;
  return row;
}
