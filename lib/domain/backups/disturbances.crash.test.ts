import { chmodSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Call, withGateway } from "@/lib/cli/gateway";
import { Keyring } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { FolderStore } from "@/lib/external/folder-store";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type DiskFaults, diskFaults, diskFaultsLack, FAULTS } from "@/lib/testing/crash/disk-faults";
import { startMixedLoad } from "@/lib/testing/crash/mixed-load";
import { killHard } from "@/lib/testing/crash/processes";
import { long } from "@/lib/testing/long";
import { type GenericCall, genericClient } from "@/lib/testing/sdk";
import { Seeded } from "@/lib/testing/seeded";
import { type Stack, startStack } from "@/lib/testing/stack";
import { embeddedDatabaseUrl } from "../../../scripts/places.mjs";
import { dayFromDate } from "../calendar";
import { createKey } from "../keys/create-key";
import { beginBackupUpload } from "./begin-backup-upload";
import { createRestorePlan } from "./create-restore-plan";
import { deleteBackup } from "./delete-backup";
import { describeRestore } from "./describe-restore";
import { enableBackup } from "./enable-backup";
import { finishBackupUpload } from "./finish-backup-upload";
import { prepareBackupDownload } from "./prepare-backup-download";
import { readBackupDownload } from "./read-backup-download";
import { resetBackup } from "./reset-backup";
import { runBackups, verifyBackups } from "./run-backups-now";
import { presentStateOf, savedStateOf, unnamedObjectsOf } from "./saved-state.test-support";
import { startRestore } from "./start-restore";
import { HEAD_BYTES } from "./upload-reader";
import { writeBackupUpload } from "./write-backup-upload";

// Runs, restores, resets and uploads of a whole product, with writers going on, while its processes are killed, its store
// fails and its clock jumps: nothing that was committed is missed, nothing half-done shows, nothing is left behind.

const WANTED = long ? 200 : 5;
const SEED = Number(process.env.KMS_TEST_SEED ?? 20261122);
const WRITERS = 2;
const HOME = "cn-hangzhou";
const AWAY = "ap-northeast-1";
const PATIENCE_MS = 90_000;

const random = new Seeded(SEED);
const lacks = diskFaultsLack();
let dataDir: string;
let faults: DiskFaults | undefined;
let stack: Stack;
let db: PrismaClient;
let world: TestWorld;
let accountId: string;
let instanceId: string;
let sdk: GenericCall;
let now = new Date();
const told = {
  worker: 0,
  gateway: 0,
  postgres: 0,
  store: 0,
  clock: 0,
  runs: 0,
  restores: 0,
  resets: 0,
  uploads: 0,
  again: 0,
};

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "kms-disturbed-"));
  chmodSync(dataDir, 0o711);
  mkdirSync(path.join(dataDir, "backup-store"));
  if (lacks) console.info(`the store of this test does not fail: ${lacks}`);
  else faults = diskFaults(dataDir, path.join(dataDir, "backup-store"));
  stack = await startStack({ dataDir, env: faults?.env ?? {} });
  vi.stubEnv("KMS_GATEWAY_SOCKET", path.join(dataDir, "gateway.sock"));
  const create = ["account", "create", "--name", "disturbed", "--password-stdin", "--access-key"];
  const account = (await stack.kms(create, "four random words here\n")) as Record<string, string>;
  accountId = String(account.accountId);
  const { accessKeyId, accessKeySecret } = account as { accessKeyId: string; accessKeySecret: string };
  sdk = genericClient(stack.gatewayPort, { accessKeyId, accessKeySecret });
  instanceId = await newInstance(HOME);
  db = makeDb(String(embeddedDatabaseUrl(dataDir)), 2);
  const keyring = new Keyring(parseRootKeys(readFileSync(path.join(dataDir, "root.key"), "utf8")));
  world = testWorld(db, { ports: { backupStore: new FolderStore(path.join(dataDir, "backup-store")) }, keyring });
}, 180_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await db?.$disconnect();
  await stack?.discard();
});

it(`misses nothing and leaves nothing over ${WANTED} disturbances (S15, S21, S28, seed ${SEED})`, {
  timeout: 2_400_000,
}, async () => {
  const made = await operate((call) => call(createKey, { region: HOME, instanceId }, accountId));
  const load = startMixedLoad(sdk, instanceId, made.keyId, WRITERS);
  const acts = { runs: aRun, restores: aRestore, resets: aReset, uploads: anUpload };
  const names = Object.keys(acts) as (keyof typeof acts)[];
  for (let turn = 0; turn < WANTED; turn++) {
    const name = names[turn % names.length] ?? "runs";
    await Promise.all([acts[name](), disturb(turn)]);
    told[name]++;
    expect(await halfRestored()).toEqual([]);
  }
  await load.stop();
  faults?.heal();

  await aRun();
  await repeated(async () => {
    const reports = await operate((call) => call(verifyBackups, {}));
    expect(reports.filter(({ state }) => state === "Failed")).toEqual([]);
    return reports.every(({ state }) => state === "Passed") || null;
  });
  const automatic = await automaticBackup();
  const instance = await db.instance.findUniqueOrThrow({ where: { instanceId } });
  expect(await savedStateOf(world, automatic.pk, automatic.lastTickAt ?? now)).toEqual(
    await presentStateOf(world, instance.pk),
  );
  expect(await unnamedObjectsOf(world, automatic.pk)).toEqual([]);
  expect(await orphans()).toEqual([]);
  console.info(JSON.stringify({ row: "disturbances", seed: SEED, faults: faults?.hits() ?? 0, ...told }));
});

/** Of the processes that work for backups, the store, and the clock: each in its turn, at a moment drawn from the seed. */
async function disturb(turn: number): Promise<void> {
  const what = (["store", "worker", "postgres", "gateway", "clock"] as const)[turn % 5] ?? "worker";
  await pause(random.below(400));
  if (what === "clock") {
    // Over midnight and back, an hour back, a day ahead: what it says afterwards is later than before, as time is.
    const jumps = [86_400_000, -3_600_000, -86_400_000 + 60_000];
    stack.setClock(new Date(now.getTime() + (jumps[random.below(jumps.length)] ?? 0)));
    await pause(300);
    stack.setClock(now);
  } else if (what === "store") {
    if (!faults) return;
    const { hits, ask, heal } = faults;
    const before = hits();
    ask(FAULTS[random.below(FAULTS.length)] ?? "full", 1 + random.below(8));
    // Until it was met, or there was nothing to write.
    for (let waited = 0; hits() === before && waited < 40; waited++) await pause(50);
    await pause(200);
    heal();
  } else await until(async () => killHard(stack, what));
  told[what]++;
}

/** A tick: five minutes on, and a run that is complete. */
async function aRun(): Promise<void> {
  now = new Date(now.getTime() + 300_000);
  stack.setClock(now);
  const { backupId } = await automaticBackup();
  await repeated(async () => {
    const [run] = await operate((call) => call(runBackups, { backupId }));
    return run?.outcome === "complete" || run?.outcome === "quiet" || null;
  });
}

/** Everything there is into a new instance elsewhere; then it is released, so that the next one finds nothing there. */
async function aRestore(): Promise<void> {
  const destination = { region: AWAY, instanceId: await newInstance(AWAY) };
  const { backupId, lastTickAt } = await automaticBackup(true);
  const plan = await repeated(() =>
    operate((call) =>
      call(
        createRestorePlan,
        { region: HOME, backupId, at: lastTickAt ?? now, scope: { kind: "all" }, destination },
        accountId,
      ),
    ),
  );
  const asked = { region: HOME, restoreId: plan.restoreId };
  const done = await repeated(async () => {
    const seen = await operate((call) => call(describeRestore, asked, accountId));
    if (seen.state === "Planned" || seen.state === "Stopped" || seen.state === "Failed") {
      await operate((call) => call(startRestore, asked, accountId));
    }
    return seen.state === "Done" ? seen : null;
  });
  expect(done.counts).toMatchObject({ restored: done.counts.items, failed: 0 });
  await repeated(async () => {
    await release(destination).catch(() => undefined);
    const { saleStatus } = await db.instance.findUniqueOrThrow({ where: { instanceId: destination.instanceId } });
    return saleStatus === "Released" || null;
  });
}

/** The Default backup: enabled, run, and reset until nothing of it is left. */
async function aReset(): Promise<void> {
  const where = { accountId, region: HOME, type: "Default" } as const;
  const { pk, backupId } = await repeated(() => db.backup.findFirstOrThrow({ where }));
  const state = async () => (await db.backup.findUniqueOrThrow({ where: { pk } })).state;
  const asked = { region: HOME, backupId };
  await repeated(async () => {
    await operate((call) => call(enableBackup, { ...asked, instanceId }, accountId)).catch(() => undefined);
    return (await state()) === "Enabled" || null;
  });
  const bound = await repeated(() => db.backup.findUniqueOrThrow({ where: { pk } }));
  await operate((call) => call(runBackups, { backupId })).catch(() => undefined); // one that fails is destroyed as well
  await repeated(async () => {
    await operate((call) => call(resetBackup, { ...asked, confirm: backupId }, accountId)).catch(() => undefined);
    return (await state()) === "Disabled" || null;
  });
  const left = (await world.ctx.ports.backupStore?.list("kms1/")) ?? [];
  expect(left.filter((name) => name.includes(String(bound.bindingId)))).toEqual([]);
}

/** A file of the automatic backup, brought in as a backup and deleted; one that breaks off leaves nothing. */
async function anUpload(): Promise<void> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const { backupId, lastBusinessDay } = await automaticBackup(true);
  const day = lastBusinessDay ? dayFromDate(lastBusinessDay) : "";
  const file = await repeated(async () => {
    const asked = { region: HOME, backupId, day, recipient };
    const { transferId } = await operate((call) => call(prepareBackupDownload, asked, accountId));
    const parts: Uint8Array[] = [];
    for (let part = 0; ; part++) {
      const read = await operate((call) => call(readBackupDownload, { transferId, part }, accountId));
      parts.push(read.bytes);
      if (read.last) return Buffer.concat(parts);
    }
  });
  const uploaded = await repeated(async () => {
    const name = `brought in ${random.below(1_000_000)}`;
    const head = file.subarray(0, HEAD_BYTES);
    const begun = await operate((call) =>
      call(beginBackupUpload, { region: HOME, name, decryptionKey: identity, head }, accountId),
    );
    const { transferId } = begun;
    const rest = file.subarray(head.length);
    for (let part = 0, at = 0; at < rest.length; part++, at += 1 << 20) {
      const bytes = rest.subarray(at, at + (1 << 20));
      await operate((call) => call(writeBackupUpload, { transferId, part, bytes }, accountId));
    }
    return operate((call) => call(finishBackupUpload, { transferId }, accountId));
  });
  await repeated(async () => {
    const asked = { region: HOME, backupId: uploaded.backupId, confirm: uploaded.backupId };
    await operate((call) => call(deleteBackup, asked, accountId)).catch(() => undefined);
    return (await db.backup.count({ where: { backupId: uploaded.backupId } })) === 0 || null;
  });
}

/** Restored keys without one of their versions or its material, and secrets without a value. */
async function halfRestored(): Promise<unknown[]> {
  return repeated(
    () => db.$queryRaw<unknown[]>`
    SELECT k.key_id FROM key k WHERE k.region = ${AWAY} AND (
      (SELECT count(*) FROM key_version v JOIN key_material m ON m.version_pk = v.pk WHERE v.key_pk = k.pk) <> (
        SELECT count(*) FROM key_version v JOIN key h ON h.pk = v.key_pk WHERE h.key_id = k.key_id AND h.region = ${HOME}))
    UNION ALL SELECT s.name FROM secret s WHERE s.region = ${AWAY} AND (
      NOT EXISTS (SELECT FROM secret_data_key d WHERE d.secret_pk = s.pk) OR EXISTS (
        SELECT FROM secret_version v WHERE v.secret_pk = s.pk AND NOT EXISTS (SELECT FROM secret_value x WHERE x.version_pk = v.pk)))`,
  );
}

/** Objects of bindings that no row knows: uploads that broke off, resets that were not finished. */
async function orphans(): Promise<string[]> {
  return repeated(async () => {
    const known = new Set(
      (await db.backup.findMany({ select: { bindingId: true } })).map(({ bindingId }) => bindingId),
    );
    const left = ((await world.ctx.ports.backupStore?.list("kms1/")) ?? []).filter((name) => {
      const binding = /\/backups\/[^/]+\/([^/]+)\//.exec(name)?.[1];
      return binding && !known.has(binding);
    });
    // The worker clears away what broke off, in its own time.
    if (left.length > 0 || (await db.backup.count({ where: { state: "Uploading" } })) > 0) return null;
    return left;
  });
}

/** With `held`: once it has a run. */
async function automaticBackup(held = false) {
  return repeated(async () => {
    const found = await db.backup.findFirstOrThrow({ where: { sourceInstanceId: instanceId, type: "SystemCreated" } });
    return held && !found.lastTickAt ? null : found;
  });
}

async function newInstance(region: string): Promise<string> {
  const create = ["instance", "create", "--account", accountId, "--region", region];
  return String((await repeated(() => stack.kms(create))).instanceId);
}

function release({ region: RegionId, instanceId: KmsInstanceId }: { region: string; instanceId: string }) {
  return sdk("ReleaseKmsInstance", { RegionId, KmsInstanceId, ForceDeleteWithoutBackup: "true" });
}

function operate<T>(work: (call: Call) => Promise<T>): Promise<T> {
  return withGateway(work, 60);
}

/** Again and again until it gives something: what is killed or fails in between must not matter. */
async function repeated<T>(work: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const result = await work();
      if (result !== null) return result;
    } catch (error) {
      told.again++;
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline)
      throw new Error(`nothing came of it within ${PATIENCE_MS} ms:\n${stack.output().slice(-3000)}`);
    await pause(50);
  }
}

const until = (reached: () => Promise<boolean>) => repeated(async () => (await reached()) || null);
