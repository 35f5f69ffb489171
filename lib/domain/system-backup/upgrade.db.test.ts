import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { formatRootKeys, generateRootKey, parseRootKeys, rootFingerprint } from "@/lib/crypto/root-key";
import { FolderStore } from "@/lib/external/folder-store";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { migrate } from "../../../scripts/migrate.mjs";
import { saveBeforeMigration } from "../../../scripts/save-before-migration.mjs";
import { rebuildFromStore } from "../backups/rebuild-from-store";
import { wholeSystemBackups } from "./system-names";

// P15: an upgrade of a database that holds somebody is preceded by a system backup of the schema that is there, and a
// killed upgrade starts again. The schema before is that of the release before this one.

const BEFORE = "20261122001800";
const root = fileURLToPath(new URL("../../../", import.meta.url));
const migrations = path.join(root, "prisma/migrations");
const folder = mkdtempSync(path.join(tmpdir(), "kms-upgrade-"));
const program = path.join(root, "node_modules/.cache", `save-before-${process.pid}.mjs`);
const roots = formatRootKeys([generateRootKey()]);
const [rootKey] = parseRootKeys(roots);
const store = new FolderStore(path.join(folder, "store"));
const account = { pk: randomUuid(), id: "1234567890123456", name: "northgate" };
let url: string;

const query = async (sql: string, values?: unknown[]) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
};
const save = (more: { backupStore?: string; text?: string } = {}) =>
  saveBeforeMigration({
    url,
    rootKey: { text: () => more.text ?? roots, where: "root.key" },
    dataDir: folder,
    backupStore: more.backupStore ?? store.name,
    entry: program,
  });
const upgrade = (onPending: () => Promise<unknown>) =>
  migrate({ url, onPending: async (_names: string[], fresh: boolean) => void (fresh || (await onPending())) });
const appliedCount = async () => Number((await query("SELECT count(*) AS n FROM _prisma_migrations"))[0].n);
const saved = async () => [...wholeSystemBackups(await store.list("kms1/")).values()].flat();

beforeAll(async () => {
  const name = `upgrade_${randomUuid().replaceAll("-", "")}`;
  const owner = new URL(inject("ownerUrl"));
  url = owner.href;
  await query(`CREATE DATABASE ${name}`);
  owner.pathname = `/${name}`;
  url = owner.href;
  const before = path.join(folder, "migrations");
  mkdirSync(before);
  for (const one of readdirSync(migrations).filter((file) => file.slice(0, 14) <= BEFORE)) {
    cpSync(path.join(migrations, one), path.join(before, one), { recursive: true });
  }
  await migrate({ url, folder: before });
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
  const { pathname } = new URL(url);
  url = inject("ownerUrl");
  await query(`DROP DATABASE ${pathname.slice(1)} WITH (FORCE)`);
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

it("saves nothing of a database that holds nobody", async () => {
  await query("INSERT INTO installation (id, created_at, time_zone) VALUES ($1, now(), 'Asia/Shanghai')", [
    randomUuid(),
  ]);
  await expect(save()).resolves.toBeUndefined();
  await expect(saved()).resolves.toEqual([]);
});

it("saves the schema that is there before the first migration, in whole, however often the upgrade is killed (P15)", async () => {
  if (!rootKey) throw new Error("no root key");
  await query("UPDATE installation SET root_fingerprint = $1", [rootFingerprint(rootKey)]);
  await query("INSERT INTO account (pk, account_id, name, created_at) VALUES ($1, $2, $3, now())", [
    account.pk,
    account.id,
    account.name,
  ]);
  await query(
    `INSERT INTO person (pk, account_id, account_pk, name, root, comments, created_at)
     VALUES ($1, $2, $3, $4, true, $5, now())`,
    [randomUuid(), account.id, account.pk, account.name, 'back\\slash "quoted"\nand \u2028 a tab\t'],
  );
  const applied = await appliedCount();

  await expect(upgrade(() => save({ backupStore: path.join(program, "no-folder") }))).rejects.toThrow(
    /not upgraded, because it could not be saved first \(BackupStoreUnavailable.*go on with the build before/,
  );
  await expect(upgrade(() => save({ text: formatRootKeys([generateRootKey()]) }))).rejects.toThrow(
    /The data was sealed under the root key with fingerprint/,
  );
  expect(await appliedCount()).toBe(applied);
  await expect(saved()).resolves.toEqual([]);

  const killed = upgrade(async () => {
    await save();
    await query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
  });
  await expect(killed).rejects.toThrow();
  expect(await appliedCount()).toBe(applied);
  await expect(upgrade(save)).resolves.toMatchObject({ applied: [expect.stringContaining("managed_secrets")] });
  // The second takes the place of the first, which was of the same schema a moment before.
  const [name, ...more] = await saved();
  expect(more).toEqual([]);
  expect(name).toMatch(/^00000002-/);
});

it("is a system backup like any other: it comes back into the schema of today", async () => {
  const database = await testDatabase();
  try {
    const clock = new TestClock();
    await database.db.installation.create({
      data: { id: randomUuid(), createdAt: clock.now(), timeZone: "Asia/Tokyo" },
    });
    const keyring = new Keyring(parseRootKeys(roots));
    const world = testWorld(database.db, { ports: { backupStore: store }, keyring, clock });
    const rebuilt = await rebuildFromStore(world.as({ kind: "operator", osUser: "root" }), {});
    expect(rebuilt).toMatchObject({ systemBackup: { accounts: 1 }, accounts: [], unreadable: [] });
    const [now] = await database.sql("SELECT a.pk, comments, time_zone FROM account a, person, installation");
    expect(now).toEqual({
      pk: account.pk,
      comments: 'back\\slash "quoted"\nand \u2028 a tab\t',
      time_zone: "Asia/Shanghai",
    });
  } finally {
    await database.close();
  }
});
