import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";
import { BACKUP_LOCKS } from "./jobs.sql";

// The tables of a system backup, read and written whole by the names that the catalog has for them, so that one can be
// taken of a schema that this build does not know yet, or not any more (decisions 11, P15). Taking goes over a connection
// of its own, without Prisma's models; what comes in goes over a transaction like any other.

/** The one lock of those who take a system backup of a database; it is the connection's and goes with it. */
const TAKING = 72_707_374;

/** A connection of the owner's, where no client of Prisma's is: its schema may not be this build's. */
export async function connectTo(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, options: "-c timezone=UTC", connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // one that dies between two queries: the next one says so
  await client.connect();
  return client;
}

/** A connection that reads one moment and holds the lock; false where somebody else has it. */
export async function beginTaking(client: pg.Client, waitMs: number): Promise<boolean> {
  await client.query(`SET statement_timeout = 0; SET lock_timeout = ${Math.max(waitMs, 1)}; SET bytea_output = hex`);
  if (!(await lock(client, waitMs))) return false;
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  // A release waits for transactions that might still change its instance: this one does not.
  await client.query("SELECT pg_advisory_xact_lock_shared($1::int, 0)", [BACKUP_LOCKS]);
  return true;
}

async function lock(client: pg.Client, waitMs: number): Promise<boolean> {
  if (waitMs === 0) {
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1::int, 0) AS taken", [
      TAKING,
    ]);
    return rows[0]?.taken === true;
  }
  try {
    await client.query("SELECT pg_advisory_lock($1::int, 0)", [TAKING]);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "55P03") return false;
    throw error;
  }
}

export interface StoredTable {
  name: string;
  columns: string[];
}

/** The tables of the schema, each with the columns that can be written. */
export async function tablesOf(client: Pick<pg.Client, "query">): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(TABLES);
  return rows;
}

const TABLES = `SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  GROUP BY c.relname ORDER BY c.relname`;

/** The rows of a table, each as the JSON text of an object. */
export async function* rowsOf(client: pg.Client, table: string, where = "true"): AsyncGenerator<string> {
  const copy = copyTo(`COPY (SELECT row_to_json(t) FROM ${quoted(table)} t WHERE ${where}) TO STDOUT`);
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of client.query(copy) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield unescaped(bytes.toString("utf8", from, end));
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from)); // the stream goes on in the same memory
  }
}

const NEWLINE = 0x0a;
/** JSON has no control characters of its own: of what COPY escapes there are backslashes alone. */
const unescaped = (line: string) => line.replaceAll("\\\\", "\\");

/** The installation's id; null in a database that is not one yet. */
export async function savedInstallation(client: Pick<pg.Client, "query">): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM installation");
  return rows[0]?.id ?? null;
}

/** The newest migration that a database has: the schema that is there. */
export async function lastMigration(client: Pick<pg.Client, "query">): Promise<string> {
  const { rows } = await client.query<{ name: string | null }>(
    "SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL",
  );
  return rows[0]?.name ?? "";
}

export interface TakingNote {
  pk: string;
  name: string;
  reason: string;
  startedAt: Date;
  endedAt: Date;
  rows: bigint;
  bytes: bigint;
  errorCode: string | null;
}

/** Writes down that one was taken, or was not; nothing where the schema is older than the table. */
export async function noteTaking(client: Pick<pg.Client, "query">, note: TakingNote): Promise<void> {
  const there = await client.query<{ there: boolean }>(
    "SELECT to_regclass('public.system_backup') IS NOT NULL AS there",
  );
  if (!there.rows[0]?.there) return;
  const { pk, name, reason, startedAt, endedAt, rows, bytes, errorCode } = note;
  await client.query(
    `INSERT INTO system_backup (pk, name, reason, started_at, ended_at, rows, bytes, error_code)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO NOTHING`,
    [pk, name, reason, startedAt, endedAt, rows, bytes, errorCode],
  );
}

type Db = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

/** The tables that this database has, as `tablesOf`. */
export function tablesHere(db: Db): Promise<StoredTable[]> {
  return db.$queryRaw<StoredTable[]>`${Prisma.raw(TABLES)}`;
}

/** Which table refers to which: [the one that refers, the one that must be there before]. */
export async function references(db: Db): Promise<[string, string][]> {
  const rows = await db.$queryRaw<{ child: string; parent: string }[]>`
    SELECT c.relname::text AS child, p.relname::text AS parent FROM pg_constraint f
    JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class p ON p.oid = f.confrelid
    WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace`;
  return rows.map(({ child, parent }) => [child, parent]);
}

export interface Incoming {
  table: string;
  columns: readonly string[];
  /** A JSON array of rows. */
  json: string;
  /** SQL of the row `r` in place of what a column held. */
  as?: Readonly<Record<string, string>>;
  where?: string;
  onConflict?: string;
}

/** Inserts rows with everything that the schema has to say of them: constraints and triggers hold for these as for all. */
export async function insertRows(db: Db, { table, columns, json, as = {}, where = "true", onConflict = "" }: Incoming) {
  const names = columns.map(quoted).join(", ");
  const values = columns.map((column) => as[column] ?? `r.${quoted(column)}`).join(", ");
  return db.$executeRaw`INSERT INTO ${Prisma.raw(`${quoted(table)} (${names})
    SELECT ${values} FROM json_populate_recordset(NULL::${quoted(table)}, `)}${json}::json${Prisma.raw(`) r
    WHERE ${where} ${onConflict}`)}`;
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
