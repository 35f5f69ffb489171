// Applies prisma/migrations with `pg` alone and keeps `_prisma_migrations` as `prisma migrate deploy` does, so that both
// can be used on one database. The Prisma command line is not needed to run the product.
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "./database.mjs";
import { roleUrls } from "./database-roles.mjs";
import { Refusal } from "./refusal.mjs";

const FOLDER = fileURLToPath(new URL("../prisma/migrations/", import.meta.url));
const ADVISORY_LOCK = 72707369; // the key that Prisma Migrate itself takes
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings the database up to this build, and gives the processes their roles (decisions, sections 6 and 19). Any number
 * of machines may call it at once. A kill at any moment leaves each migration applied whole or not at all.
 * @param {{ url: string, folder?: string, onPending?: (names: string[], fresh: boolean) => Promise<void> }} options
 *   `url` is the owner's; `onPending` runs before the first change (a backup, when the database is not `fresh`).
 * @returns {Promise<{ applied: string[], urls: { console: string, gateway: string, worker: string }, warnings: string[] }>}
 */
export async function migrate({ url, folder = FOLDER, onPending = async () => {} }) {
  const client = await connect(url);
  try {
    await client.query("SET statement_timeout = 0");
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    await client.query(TABLE);
    const { pending, fresh } = await plan(client, migrationsIn(folder));
    if (pending.length > 0) {
      const names = pending.map(({ name }) => name);
      await onPending(names, fresh);
    }
    for (const migration of pending) await apply(client, migration);
    const { urls, warnings } = await roleUrls(client, url);
    return { applied: pending.map(({ name }) => name), urls, warnings };
  } finally {
    await client.end();
  }
}

/** Names of the migrations that this build would apply. */
export async function pendingMigrations(client, folder = FOLDER) {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  const known = migrationsIn(folder);
  return (rows[0].there ? (await plan(client, known)).pending : known).map(({ name }) => name);
}

function migrationsIn(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function plan(client, known) {
  const { rows } = await client.query(
    "SELECT migration_name AS name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  const unfinished = rows.find((row) => !row.finished_at);
  if (unfinished) {
    throw new Refusal(
      `Migration ${unfinished.name} was begun by another tool and not finished: see prisma migrate resolve, or restore the database.`,
    );
  }
  const checksums = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const newer = rows.find((row) => !checksums.has(row.name));
  if (newer) {
    throw new Refusal(
      `The database is newer than this build (it has ${newer.name}): run the newer build, or restore a backup.`,
    );
  }
  const edited = rows.find((row) => checksums.get(row.name) !== row.checksum);
  if (edited)
    throw new Refusal(`Migration ${edited.name} was edited after it was applied: put the file back as it was.`);
  const applied = new Set(rows.map((row) => row.name));
  return { pending: known.filter(({ name }) => !applied.has(name)), fresh: applied.size === 0 };
}

async function apply(client, { name, sql, checksum }) {
  await client.query("BEGIN");
  try {
    await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [
      randomUUID(),
      checksum,
      name,
    ]);
    await client.query(sql);
    await client.query(
      "UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE migration_name = $1",
      [name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw new Refusal(`Migration ${name} failed and left nothing behind: ${error.message}`, { cause: error });
  }
}
