import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// Two moments of a backup beside each other. Only what was entered or ended between them is looked at: the cost is that of
// what changed.

type Db = Pick<PrismaClient, "$queryRaw">;

export interface CompareQuery {
  backupPk: string;
  bindingId: string;
  kind: "key" | "secret";
  /** Ticks. */
  from: Date;
  to: Date;
  /** What has changed since `to`, as it is now; `digest` null: it is there no more. */
  live: readonly LiveItem[];
  ofAccount: string | null;
}

export interface LiveItem {
  id: string;
  account: string;
  digest: string | null;
  view: object | null;
  rotatedAt: string | null;
}

export const CHANGES = ["Added", "Deleted", "Rotated", "Changed"] as const;
export type Change = (typeof CHANGES)[number];

export interface ComparedRow {
  id: string;
  accountId: string;
  change: Change;
  before: unknown;
  after: unknown;
}

function compared({ backupPk, bindingId, kind, from, to, live, ofAccount }: CompareQuery): Prisma.Sql {
  const of = Prisma.sql`e.backup_pk = ${backupPk}::uuid AND e.binding_id = ${bindingId}::uuid AND e.kind = ${kind}`;
  const own = ofAccount ? Prisma.sql`AND e.account_id = ${ofAccount}::bpchar` : Prisma.empty;
  const at = (tick: Date) => Prisma.sql`
    SELECT e.view, encode(e.digest, 'hex') AS digest, e.rotated_at FROM backup_entry e
    WHERE ${of} AND e.resource_id = t.id AND e.account_id = t.account AND e.valid_from <= ${tick} AND (e.valid_to IS NULL OR e.valid_to > ${tick})
    LIMIT 1`;
  return Prisma.sql`
    live AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(live)}::json)
        AS l(id text, account char(16), digest text, view jsonb, "rotatedAt" timestamptz)
    ), touched AS (
      SELECT e.resource_id AS id, e.account_id AS account FROM backup_entry e
      WHERE ${of} ${own} AND e.valid_from > ${from} AND e.valid_from <= ${to}
      UNION
      SELECT e.resource_id, e.account_id FROM backup_entry e
      WHERE ${of} ${own} AND e.valid_from <= ${from} AND e.valid_to > ${from} AND e.valid_to <= ${to}
      UNION
      SELECT id, account FROM live
    ), compared AS MATERIALIZED (
      SELECT t.id, t.account, b.view AS before,
        CASE WHEN l.id IS NULL THEN a.view ELSE l.view END AS after,
        CASE WHEN b.digest IS NULL THEN 'Added'
          WHEN CASE WHEN l.id IS NULL THEN a.digest ELSE l.digest END IS NULL THEN 'Deleted'
          WHEN CASE WHEN l.id IS NULL THEN a.rotated_at ELSE l."rotatedAt" END > coalesce(b.rotated_at, '-infinity') THEN 'Rotated'
          ELSE 'Changed' END AS change
      FROM touched t LEFT JOIN live l ON l.id = t.id AND l.account = t.account
        LEFT JOIN LATERAL (${at(from)}) AS b ON true LEFT JOIN LATERAL (${at(to)}) AS a ON true
      WHERE b.digest IS DISTINCT FROM CASE WHEN l.id IS NULL THEN a.digest ELSE l.digest END
    )`;
}

interface Page {
  change?: Change | undefined;
  contains?: string | undefined;
  after?: { id: string; accountId: string } | undefined;
  limit: number;
}

function matching({ contains }: Pick<Page, "contains">): Prisma.Sql {
  if (!contains) return Prisma.sql`true`;
  const pattern = `%${contains.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return Prisma.sql`(id ILIKE ${pattern} OR (coalesce(after, before)->'aliases')::text ILIKE ${pattern})`;
}

/** One page, by id. */
export function comparedPage(db: Db, query: CompareQuery, page: Page): Promise<ComparedRow[]> {
  const { change, after, limit } = page;
  const place = after
    ? Prisma.sql`AND (id, account) > (${after.id} COLLATE "C", ${after.accountId}::bpchar)`
    : Prisma.empty;
  const only = change ? Prisma.sql`AND change = ${change}` : Prisma.empty;
  return db.$queryRaw`
    WITH ${compared(query)}
    SELECT id, account::text AS "accountId", change, before, after FROM compared
    WHERE ${matching(page)} ${only} ${place} ORDER BY id COLLATE "C", account LIMIT ${limit}::int`;
}

export async function comparedTotals(
  db: Db,
  query: CompareQuery,
  page: Pick<Page, "contains">,
): Promise<Record<Change, number>> {
  const rows = await db.$queryRaw<{ change: Change; count: number }[]>`
    WITH ${compared(query)} SELECT change, count(*)::int AS count FROM compared WHERE ${matching(page)} GROUP BY change`;
  const totals = { Added: 0, Deleted: 0, Rotated: 0, Changed: 0 };
  for (const { change, count } of rows) totals[change] = count;
  return totals;
}
