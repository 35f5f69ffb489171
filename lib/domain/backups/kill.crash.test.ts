import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { formatRootKeys, generateRootKey } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { FolderStore } from "@/lib/external/folder-store";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { BackupModel, InstanceModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { long } from "@/lib/testing/long";
import { Seeded } from "@/lib/testing/seeded";
import { migrate } from "../../../scripts/migrate.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { destroyKeyRows } from "../keys/destroy-key";
import { updateKeyDescription } from "../keys/update-key-description";
import { putSecretValue } from "../secrets/put-secret-value";
import { transaction } from "../transaction";
import type { VictimOrders } from "./kill-victim.test-support";
import { runBackup } from "./run-backup";
import { presentStateOf, savedStateOf, unnamedObjectsOf } from "./saved-state.test-support";
import { verifyBackup } from "./verify-backup";

// Invariants 1, 5 and 6 against `kill -9`: a process that runs a backup is killed at each named step, before and after
// calls of the store, and at moments drawn from the seed while somebody else goes on writing.

const KILLS = Number(process.env.KMS_TEST_KILLS ?? (long ? 200 : 10));
const SEED = Number(process.env.KMS_TEST_SEED ?? 20261122);
const STEPS = ["locked", "read", "pack", "packs", "objects", "index", "manifest", "catalogue"];
/** As many as a run with one pack makes; a place that is never reached lets the run end. */
const STORE_CALLS = 14;

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kms-kill-"));
const rootKey = generateRootKey();
const rootKeyText = formatRootKeys([rootKey]);
const random = new Seeded(SEED);

let server: { url: string; stop(): Promise<void> };
let db: PrismaClient;
let program: string;
let world: TestWorld;
let account: TestAccount;
let instance: InstanceModel;
let backup: BackupModel;

beforeAll(async () => {
  server = await startPostgres({ dataDir: path.join(folder, "postgres"), throwaway: true });
  await migrate({ url: server.url });
  program = await bundledVictim();
  db = makeDb(server.url);
  world = testWorld(db, {
    ports: { backupStore: new FolderStore(path.join(folder, "store")) },
    keyring: new Keyring([rootKey]),
  });
  await db.installation.create({
    data: { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" },
  });
  account = await anAccount(world);
  instance = await anInstance(account.ctx);
  backup = await db.backup.findFirstOrThrow({ where: { instancePk: instance.pk } });
});

afterAll(async () => {
  await db?.$disconnect();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (program) rmSync(program);
});

it(`keeps what it had and misses nothing over ${KILLS} kills of a run (seed ${SEED})`, {
  timeout: KILLS * 20_000,
}, async () => {
  const told = {
    row: "backup-kill",
    seed: SEED,
    kills: 0,
    atStep: 0,
    atStoreCall: 0,
    atRandom: 0,
    adopted: 0,
    runs: 0,
  };
  await aKey(account.ctx, { instance });
  await runBackup(world.ctx, backup.pk);
  for (let turn = 0; told.kills < KILLS; turn++) {
    world.clock.advance(random.below(6) === 0 ? { days: 1 } : { minutes: 5 });
    for (let change = 1 + random.below(4); change > 0; change--) await changeSomething();
    const before = await currentState();
    const present = await presentStateOf(world, instance.pk);

    const sort = (["atStep", "atStoreCall", "atRandom"] as const)[turn % 3] ?? "atStep";
    const wasKilled = await killOne(sort, turn);
    if (wasKilled) {
      told.kills++;
      told[sort]++;
    }

    // The last complete run is intact, or the killed one had committed and is whole; nothing in between shows.
    const after = await currentState();
    if (after.tick === before.tick) expect(after.saved).toEqual(before.saved);
    else if (sort !== "atRandom") expect(after.saved).toEqual(present);
    expect(await db.backupEntry.count({ where: { runNumber: { gt: after.run } } })).toBe(0);
    expect(await db.backupRun.count({ where: { number: { not: null } } })).toBe(after.run);
    expect((await verifyBackup(world.ctx, backup.pk)).problems).toEqual([]);

    // The next run takes over what was finished in the store, repairs the rest, and misses nothing.
    world.clock.advance({ minutes: 5 });
    const next = await runBackup(world.ctx, backup.pk, { waitMs: 10_000 });
    const repaired = await currentState();
    if (next.outcome === "complete" && next.run > after.run + 1) told.adopted++;
    if (next.outcome === "quiet" && repaired.run > after.run) told.adopted++;
    expect(repaired.saved).toEqual(await presentStateOf(world, instance.pk));
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ runs: repaired.run, problems: [] });
    expect(await unnamedObjectsOf(world, backup.pk)).toEqual([]);
    told.runs = repaired.run;
  }
  console.info(JSON.stringify(told));
  expect(told.adopted).toBeGreaterThan(0);
});

/** One change as people make them. */
async function changeSomething(): Promise<void> {
  const { region } = instance;
  const keys = await db.key.findMany({ where: { instancePk: instance.pk }, orderBy: { createdAt: "asc" } });
  const secrets = await db.secret.findMany({ where: { instancePk: instance.pk } });
  const [first] = keys;
  const secret = secrets[random.below(secrets.length || 1)];
  const key = keys[1 + random.below(keys.length)];
  switch (random.below(5)) {
    case 0:
      return void (await aKey(account.ctx, { instance }));
    case 1:
      return void (await aSecret(account.ctx, { encryptionKey: first?.keyId }));
    case 2:
      if (!secret) return;
      return void (await putSecretValue(account.ctx, {
        region,
        secret: secret.name,
        versionId: randomUuid(),
        secretData: "x".repeat(random.below(20_000) + 1),
        dataType: "text",
      }));
    case 3:
      if (!key) return;
      return transaction(world.ctx, (tx) => destroyKeyRows(tx, [key.pk]));
    default:
      return void (await updateKeyDescription(account.ctx, {
        region,
        key: String(first?.keyId),
        description: String(random.below(1_000_000)),
      }));
  }
}

async function currentState() {
  const row = await db.backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  const tick = row.lastTickAt?.getTime();
  return { run: row.lastRunNumber, tick, saved: await savedStateOf(world, backup.pk, new Date(tick ?? 0)) };
}

/** Starts a run in a process of its own and kills it. Returns false where it had ended before that. */
async function killOne(sort: "atStep" | "atStoreCall" | "atRandom", turn: number): Promise<boolean> {
  const step = String(STEPS[Math.floor(turn / 3) % STEPS.length]);
  const call = `${1 + random.below(STORE_CALLS)} ${random.pick(["before", "after"])}`;
  const standAt = { atStep: step, atStoreCall: call, atRandom: null }[sort];
  const waitMs = random.below(80);
  const victim = startVictim(standAt);
  if (sort === "atRandom") {
    await victim.reached("locked");
    const writing = changeSomething();
    await pause(waitMs);
    const wasAlive = victim.kill();
    await Promise.all([victim.ended, writing]);
    return wasAlive;
  }
  const stands = await victim.reached(String(standAt));
  victim.kill();
  await victim.ended;
  return stands;
}

function startVictim(standAt: string | null) {
  const orders: VictimOrders = {
    url: server.url,
    folder: path.join(folder, "store"),
    rootKey: rootKeyText,
    backupPk: backup.pk,
    now: world.clock.now().toISOString(),
    standAt,
  };
  const child: ChildProcess = spawn(process.execPath, [program, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr?.on("data", (chunk) => (complaints += String(chunk)));
  const ended = new Promise<void>((resolve, reject) =>
    child.once("exit", (code) => (code ? reject(new Error(`the run failed by itself:\n${complaints}`)) : resolve())),
  );
  const places = child.stdout ? createInterface(child.stdout)[Symbol.asyncIterator]() : undefined;
  return {
    ended,
    kill: () => child.exitCode === null && child.kill("SIGKILL"),
    /** False where the process ended without having been there. */
    reached: async (place: string) => {
      for (;;) {
        const line = await places?.next();
        if (!line || line.done) return false;
        if (line.value === place) return true;
      }
    },
  };
}

/** Beside the packages that it imports, under a name of its own. */
async function bundledVictim(): Promise<string> {
  const cache = path.join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const outfile = path.join(cache, `kill-victim-${randomUuid()}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/domain/backups/kill-victim.test-support.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    conditions: ["react-server"],
    logLevel: "warning",
  });
  return outfile;
}
