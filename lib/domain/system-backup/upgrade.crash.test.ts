import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { formatRootKeys, generateRootKey, rootFingerprint } from "@/lib/crypto/root-key";
import { FolderStore } from "@/lib/external/folder-store";
import { long } from "@/lib/testing/long";
import { Seeded } from "@/lib/testing/seeded";
import { migrate } from "../../../scripts/migrate.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { StoredSystemBackup } from "./read-system-backup";
import { wholeSystemBackups } from "./system-names";

// P15: an upgrade that is killed with `kill -9`, while it saves the database or while it migrates it, starts again.

const KILLS = Number(process.env.KMS_TEST_KILLS ?? (long ? 200 : 3));
const SEED = Number(process.env.KMS_TEST_SEED ?? 20261122);
/** Ten migrations before the newest, so that there is something to be killed in. */
const BEFORE = "20261122000700";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kms-upgrade-"));
const program = path.join(root, "node_modules/.cache", `upgrade-${process.pid}.mjs`);
const rootKey = generateRootKey();
const rootKeyText = formatRootKeys([rootKey]);
const store = new FolderStore(path.join(folder, "store"));
const installation = randomUuid();
const random = new Seeded(SEED);
const UPGRADE = `
  import { migrate } from ${JSON.stringify(path.join(root, "scripts/migrate.mjs"))};
  import { saveBeforeMigration } from ${JSON.stringify(path.join(root, "scripts/save-before-migration.mjs"))};
  const [url, rootKey, dataDir, backupStore, entry] = process.argv.slice(1);
  const given = { url, rootKey: { text: () => rootKey, where: "root.key" }, dataDir, backupStore, entry };
  await migrate({ url, onPending: (_names, fresh) => fresh || saveBeforeMigration(given) });`;

let server: { url: string; stop(): Promise<void> };
const urlOf = (database: string) => Object.assign(new URL(server.url), { pathname: `/${database}` }).href;

async function query(database: string, sql: string, values?: unknown[]) {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  server = await startPostgres({ dataDir: path.join(folder, "postgres"), throwaway: true });
  const admin = new URL(server.url).pathname.slice(1);
  await query(admin, "CREATE DATABASE before");
  const migrations = path.join(root, "prisma/migrations");
  const older = path.join(folder, "migrations");
  mkdirSync(older);
  for (const one of readdirSync(migrations).filter((file) => file.slice(0, 14) <= BEFORE)) {
    cpSync(path.join(migrations, one), path.join(older, one), { recursive: true });
  }
  await migrate({ url: urlOf("before"), folder: older });
  await query(
    "before",
    "INSERT INTO installation (id, created_at, time_zone, root_fingerprint) VALUES ($1, now(), 'Asia/Shanghai', $2)",
    [installation, rootFingerprint(rootKey)],
  );
  await query("before", "INSERT INTO account (pk, account_id, name, created_at) VALUES ($1, $2, 'northgate', now())", [
    randomUuid(),
    "1234567890123456",
  ]);
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/cli/save-before-migration.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    conditions: ["react-server"],
    logLevel: "error",
  });
});

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

/** Runs an upgrade in a process of its own; killed after so many milliseconds where given. Its exit code, null if killed. */
async function upgrade(url: string, killAfterMs?: number): Promise<number | null> {
  const given = [url, rootKeyText, folder, store.name, program];
  const child = spawn(process.execPath, ["--input-type=module", "-e", UPGRADE, ...given], { stdio: "ignore" });
  const exit = once(child, "exit");
  if (killAfterMs !== undefined) void pause(killAfterMs).then(() => child.kill("SIGKILL"));
  return (await exit)[0] as number | null;
}

it(`is finished by the next start after each of ${KILLS} kills (seed ${SEED})`, {
  timeout: KILLS * 30_000,
}, async () => {
  const admin = new URL(server.url).pathname.slice(1);
  const keyring = new Keyring([rootKey]);
  const all = readdirSync(path.join(root, "prisma/migrations")).filter((file) => /^\d{14}_/.test(file)).length;
  const told = { row: "upgrade-kill", seed: SEED, kills: 0, before: 0, midway: 0, after: 0 };
  await query(admin, "CREATE DATABASE timed TEMPLATE before");
  const began = performance.now();
  expect(await upgrade(urlOf("timed"))).toBe(0);
  const duration = performance.now() - began;

  for (let turn = 0; told.kills < KILLS; turn++) {
    const database = `turn_${turn}`;
    await query(admin, `CREATE DATABASE ${database} TEMPLATE before`);
    const applied = async () => Number((await query(database, "SELECT count(*) AS n FROM _prisma_migrations"))[0].n);
    const least = await applied();
    // Every other one towards the end, where the migrations are.
    const from = turn % 2 === 0 ? Math.floor(duration * 0.7) : 0;
    const killAfterMs = from + random.below(Math.ceil(duration) - from);
    if ((await upgrade(urlOf(database), killAfterMs)) === null) told.kills++;
    const reached = await applied();
    told[reached === least ? "before" : reached === all ? "after" : "midway"]++;
    expect((await query(database, "SELECT count(*) AS n FROM _prisma_migrations WHERE finished_at IS NULL"))[0].n).toBe(
      "0",
    );

    expect(await upgrade(urlOf(database)), `turn ${turn}`).toBe(0);
    expect(await applied()).toBe(all);
    expect((await query(database, "SELECT name FROM account"))[0]).toEqual({ name: "northgate" });
    const name =
      wholeSystemBackups(await store.list("kms1/"))
        .get(installation)
        ?.at(-1) ?? "";
    const stored = await StoredSystemBackup.open(store, keyring, { installation, name });
    await stored.prove();
    expect(stored.rowsOf("account")?.rows).toBe(1);
    await query(admin, `DROP DATABASE ${database} WITH (FORCE)`);
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
});
