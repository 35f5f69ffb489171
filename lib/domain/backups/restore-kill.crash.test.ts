import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { formatRootKeys, generateRootKey } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { FolderStore } from "@/lib/external/folder-store";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { long } from "@/lib/testing/long";
import { migrate } from "../../../scripts/migrate.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { destroyKeyRows } from "../keys/destroy-key";
import { destroySecretRows } from "../secrets/destroy-secret";
import { transaction } from "../transaction";
import { createRestorePlan } from "./create-restore-plan";
import { describeRestore } from "./describe-restore";
import type { RestoreOrders } from "./restore-victim.test-support";
import { runBackup } from "./run-backup";
import { startRestore } from "./start-restore";

// S21: a process that restores is killed at each step of each batch. Every item is there whole or not at all, what its row
// says is so, and whoever goes on restores the rest: nothing twice, nothing lost.

const KILLS = Number(process.env.KMS_TEST_KILLS ?? (long ? 500 : 5));
const KEYS = 7;
const SECRETS = 3;
const BATCH = 3;
/** Places of a whole restore: five steps, the last four for each of four batches. */
const PLACES = [
  "1 opened",
  ...[1, 2, 3, 4].flatMap((batch) => ["read", "restored", "settled", "committed"].map((step) => `${batch} ${step}`)),
];

const region = "cn-hangzhou";
const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kms-restore-kill-"));
const store = path.join(folder, "store");
const rootKey = generateRootKey();

let server: { url: string; stop(): Promise<void> };
let db: PrismaClient;
let program: string;
let world: TestWorld;
let account: TestAccount;

beforeAll(async () => {
  server = await startPostgres({ dataDir: path.join(folder, "postgres"), throwaway: true });
  await migrate({ url: server.url });
  const cache = path.join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  program = path.join(cache, `restore-victim-${randomUuid()}.mjs`);
  await build({
    ...{ absWorkingDir: root, entryPoints: ["lib/domain/backups/restore-victim.test-support.ts"], outfile: program },
    ...{ bundle: true, platform: "node", format: "esm", packages: "external", conditions: ["react-server"] },
  });
  db = makeDb(server.url);
  world = testWorld(db, { ports: { backupStore: new FolderStore(store) }, keyring: new Keyring([rootKey]) });
  await db.installation.create({ data: { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" } });
  account = await anAccount(world);
});

afterAll(async () => {
  await db?.$disconnect();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (program) rmSync(program, { force: true });
});

it(`S21: restores everything once over ${KILLS} kills`, { timeout: 60_000 + KILLS * 10_000 }, async () => {
  const instance = await anInstance(account.ctx);
  const keys: string[] = [];
  for (let n = 0; n < KEYS; n++)
    keys.push(
      (await aKey(account.ctx, { instance, alias: `alias/kill/${n}`, tags: [{ name: "n", value: `${n}` }] })).keyId,
    );
  for (let n = 0; n < SECRETS; n++) await aSecret(account.ctx, { encryptionKey: keys[0], name: `kill/${n}` });
  const backup = await db.backup.findFirstOrThrow({ where: { instancePk: instance.pk } });
  await runBackup(world.ctx, backup.pk);
  const asked = {
    region,
    backupId: backup.backupId,
    at: world.clock.now(),
    scope: { kind: "all" },
    destination: { region, instanceId: instance.instanceId },
  };

  let kills = 0;
  for (let turn = 0; kills < KILLS; turn++) {
    await destroyAll(instance.pk);
    const { restoreId } = await createRestorePlan(account.ctx, createRestorePlan.schema.parse(asked));
    await startRestore(account.ctx, { region, restoreId });
    // A fixed sample passes over the places with a step that is no part of their number; the long run takes each again and again.
    for (let stand = 0; stand < 4 && kills < KILLS; stand++) {
      const place = PLACES[((turn * 4 + stand) * 5) % PLACES.length] ?? null;
      if (!(await victim(place))) break;
      kills++;
      await assertAllOrNothing(instance.pk, restoreId);
      // Its lease ends, as it would after half a minute.
      await db.$executeRaw`UPDATE job SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'Running'`;
    }
    await victim(null);
    await assertAllOrNothing(instance.pk, restoreId);
    expect(await describeRestore(account.ctx, { region, restoreId })).toMatchObject({
      state: "Done",
      counts: { restored: KEYS + SECRETS, failed: 0 },
    });
    const events = await db.auditEvent.findMany({
      where: { event: { in: ["RestoreBackupKey", "RestoreBackupSecret"] } },
    });
    const ofThis = events.filter(({ detail }) => (detail as { restoreId?: string }).restoreId === restoreId);
    expect(ofThis).toHaveLength(KEYS + SECRETS);
    expect(new Set(ofThis.map(({ resource }) => resource)).size).toBe(KEYS + SECRETS);
  }
});

async function destroyAll(instancePk: string): Promise<void> {
  await transaction(world.ctx, async (tx) => {
    await destroySecretRows(
      tx,
      (await tx.db.secret.findMany({ where: { instancePk } })).map(({ pk }) => pk),
    );
    await destroyKeyRows(
      tx,
      (await tx.db.key.findMany({ where: { instancePk } })).map(({ pk }) => pk),
    );
  });
}

/** What the rows of the plan say is restored is there whole; of everything else there is nothing. */
async function assertAllOrNothing(instancePk: string, restoreId: string): Promise<void> {
  const items = await db.restoreItem.findMany({ where: { restore: { restoreId } } });
  const restored = items.filter(({ state }) => state === "Restored").map(({ resourceId }) => resourceId);
  const keys = await db.key.findMany({
    where: { instancePk },
    include: { versions: { include: { material: true } }, aliases: true, tags: true, policy: true },
  });
  const secrets = await db.secret.findMany({
    where: { instancePk },
    include: { versions: { include: { value: true } }, dataKey: true, policy: true },
  });
  expect([...keys.map(({ keyId }) => keyId), ...secrets.map(({ name }) => name)].sort()).toEqual(restored.sort());
  for (const key of keys) {
    expect([key.versions.length, key.aliases.length, key.tags.length]).toEqual([1, 1, 1]);
    expect([key.versions[0]?.material, key.policy].every(Boolean)).toBe(true);
  }
  for (const { versions, dataKey, policy } of secrets)
    expect([versions[0]?.value, dataKey, policy].every(Boolean)).toBe(true);
  const { keyVersionsUsed, secretsUsed } = await db.instance.findUniqueOrThrow({ where: { pk: instancePk } });
  expect([keyVersionsUsed, secretsUsed]).toEqual([keys.length, secrets.length]);
}

/** Starts one and kills it at the place; false where it ended without having come there. */
async function victim(standAt: string | null): Promise<boolean> {
  const orders: RestoreOrders = {
    ...{ url: server.url, folder: store, rootKey: formatRootKeys([rootKey]), now: world.clock.now().toISOString() },
    ...{ batchSize: BATCH, standAt },
  };
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise((resolve) => child.once("close", resolve));
  let killed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== standAt) continue;
    killed = child.kill("SIGKILL");
    break;
  }
  await closed;
  return killed;
}
