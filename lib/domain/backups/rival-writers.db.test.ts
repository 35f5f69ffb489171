import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningTransactions } from "@/lib/db/jobs.sql";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import type { Ctx } from "../context";
import { destroyInstance } from "../instances/destroy-instance";
import { releaseInstance } from "../instances/release-instance";
import { claimJob } from "../jobs/lease";
import { destroyKeyRows } from "../keys/destroy-key";
import { updateKeyDescription } from "../keys/update-key-description";
import { destroySecretRows } from "../secrets/destroy-secret";
import { transaction } from "../transaction";
import { createWrappingKey } from "../wrapping-keys";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { dueResets, finishReset } from "./destroy-binding";
import { dueBackupRuns } from "./due-backup-runs";
import { enableBackup } from "./enable-backup";
import { readSnapshot } from "./read-snapshot";
import { resetBackup } from "./reset-backup";
import { restoreBackupKey } from "./restore-backup-key";
import { runBackup } from "./run-backup";
import { runBackups, verifyBackups } from "./run-backups-now";
import type { BackupStore } from "./store";
import { verifyBackup } from "./verify-backup";

// A run beside others: writers thought dead, a release, a reset, a restore, and a clock that was put back.

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const db = () => world.database.db;
const backupRow = (pk: string) => db().backup.findUniqueOrThrow({ where: { pk } });
const withStore = (store: Partial<BackupStore>): Ctx => {
  const { name, put, putIfAbsent, get, getRange, list, remove, check } = world.store;
  const bound = { put, putIfAbsent, get, getRange, list, remove, check };
  const own = Object.fromEntries(Object.entries(bound).map(([call, run]) => [call, run.bind(world.store)]));
  return { ...world.ctx, ports: { backupStore: { ...(own as unknown as BackupStore), name, ...store } } };
};

async function aChangedBackup() {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance });
  await runBackup(world.ctx, backup.pk);
  const change = async (description: string) => {
    world.clock.advance({ minutes: 5 });
    await updateKeyDescription(account.ctx, { region: instance.region, key: key.keyId, description });
  };
  await change("changed");
  return { account, instance, backup, key, change };
}

describe("two writers of one run", () => {
  it("a manifest that arrives late, from a writer given up, names packs that are still there", async () => {
    const { backup, change } = await aChangedBackup();
    const late: (() => Promise<unknown>)[] = [];
    const lost = withStore({
      putIfAbsent: async (name, bytes) => {
        if (!name.includes("/runs/")) return world.store.putIfAbsent(name, bytes);
        late.push(() => world.store.putIfAbsent(name, bytes));
        throw new Error("no answer");
      },
    });
    await expect(runBackup(lost, backup.pk)).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    const onStep = async (step: string) => {
      if (step === "index") await late[0]?.();
    };
    await expect(runBackup(world.ctx, backup.pk, { onStep })).rejects.toMatchObject({ code: "ChangedMeanwhile" });
    await change("changed again");
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ outcome: "complete", run: 3 });
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ runs: 3, problems: [] });
    const { base } = await namesIn(world, backup.pk);
    expect(await world.store.list(`${base}/packs/00000002`)).toHaveLength(1); // the loser's are gone
  });

  it("a write that is answered by 'exists', because its first sending arrived, counts", async () => {
    const { backup } = await aChangedBackup();
    const repeated = withStore({
      putIfAbsent: async (name, bytes) => {
        await world.store.putIfAbsent(name, bytes);
        return false;
      },
    });
    expect(await runBackup(repeated, backup.pk)).toMatchObject({ outcome: "complete", run: 2 });
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ problems: [] });
  });

  it("who waits for another longer than it may is told to try again", async () => {
    const { backup } = await aChangedBackup();
    const onStep = async (step: string) => {
      if (step !== "read") return;
      await expect(runBackup(world.ctx, backup.pk, { waitMs: 50 })).rejects.toMatchObject({
        code: "ServiceUnavailable",
      });
      expect(await runBackup(world.ctx, backup.pk)).toEqual({ outcome: "busy" });
    };
    await runBackup(world.ctx, backup.pk, { onStep });
    expect(await backupRow(backup.pk)).toMatchObject({ lastRunNumber: 2 });
  });
});

it("a backup that fails does not keep the others from their run", async () => {
  const { backup: broken, account } = await aChangedBackup();
  const { backup: sound, account: other } = await aChangedBackup();
  const names = await namesIn(world, broken.pk);
  const head = (await world.store.get(names.manifest(1))) as Buffer;
  await world.store.remove(names.manifest(1));
  const operator = world.as({ kind: "operator", osUser: "root" });
  const outcomes = await runBackups(operator, {});
  await world.store.put(names.manifest(1), head);
  expect(outcomes).toContainEqual({ backupId: broken.backupId, outcome: "failed", code: "BackupDamaged" });
  expect(outcomes).toContainEqual(expect.objectContaining({ backupId: sound.backupId, outcome: "complete", run: 2 }));
  expect(await eventsOf(account, "RunBackups")).toMatchObject([
    { actor: "operator:root", outcome: "BackupDamaged", detail: { outcomes: { [broken.backupId]: "failed" } } },
  ]);
  expect(await eventsOf(other, "RunBackups")).toMatchObject([
    { outcome: "Success", detail: { backups: 1, outcomes: { [sound.backupId]: "complete" } } },
  ]);
});

it("what the operator verifies, and what it found, is in the trail of each account whose backup it was (P27)", async () => {
  const { backup, account } = await aChangedBackup();
  const { account: other } = await aChangedBackup();
  const operator = world.as({ kind: "operator", osUser: "root" });
  const asked = { backupId: backup.backupId };
  await verifyBackups(operator, asked);
  world.clock.advance({ seconds: 1 });
  const names = await namesIn(world, backup.pk);
  const head = (await world.store.get(names.manifest(1))) as Buffer;
  await world.store.remove(names.manifest(1));
  await verifyBackups(operator, asked);
  world.clock.advance({ seconds: 1 });
  await world.store.put(names.manifest(1), head);
  await expect(
    verifyBackups(
      { ...operator, ports: withStore({ get: () => Promise.reject(new Error("no answer")) }).ports },
      asked,
    ),
  ).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
  expect(await eventsOf(account, "VerifyBackups")).toMatchObject([
    { outcome: "Success", detail: { outcomes: { [backup.backupId]: "intact" } } },
    { outcome: "BackupDamaged", detail: { outcomes: { [backup.backupId]: "damaged" } } },
    { outcome: "BackupStoreUnavailable", detail: { backups: 1, outcomes: {} } },
  ]);
  expect(await eventsOf(other, "VerifyBackups")).toEqual([]);
});

function eventsOf({ accountId }: { accountId: string }, event: string) {
  return db().auditEvent.findMany({ where: { accountId, event }, orderBy: [{ at: "asc" }, { id: "asc" }] });
}

describe("a run beside a release", () => {
  it("never saves the emptiness after it as the last state, and is no failure", async () => {
    const { account, instance, backup } = await aChangedBackup();
    await runBackup(world.ctx, backup.pk);
    world.clock.advance({ days: 1 });
    await releaseInstance(account.ctx, { region: instance.region, instanceId: instance.instanceId, force: false });
    const job = await claimJob(world.ctx, ["release-instance"]);
    if (!job) throw new Error("there is no release to do");
    const released = withStore({
      get: async (name) => {
        // The first look at the store: the run has begun, and read nothing yet.
        if (name.endsWith("/runs/00000003.json")) await destroyInstance(world.ctx, instance.pk, job);
        return world.store.get(name);
      },
    });
    await expect(runBackup(released, backup.pk)).rejects.toMatchObject({ code: "BackupNotEnabled" });
    expect(await db().backupEntry.count({ where: { backupPk: backup.pk, kind: "key", validTo: null } })).toBe(1);
    expect(await db().backupRun.count({ where: { backupPk: backup.pk, state: "Failed" } })).toBe(0);
  });

  it("does not hold it up: its transactions are none that could still change the instance", async () => {
    const { backup } = await aChangedBackup();
    const onStep = async (step: string) => {
      if (step === "read") expect(await runningTransactions(db())).toEqual([]);
    };
    await runBackup(world.ctx, backup.pk, { onStep });
    await readSnapshot(world.ctx, async (reading) => {
      await reading.db.key.count();
      expect(await runningTransactions(db())).toEqual([]);
    });
    await transaction(world.ctx, async (tx) => {
      await tx.db.key.count();
      expect(await runningTransactions(db())).toHaveLength(1);
    });
  });
});

it("a run does not put back the key that a reset has taken away (invariant 7)", async () => {
  const { account, instance } = await aBackedUpInstance(world);
  const backup = await db().backup.findFirstOrThrow({
    where: { accountId: account.accountId, region: instance.region, type: "Default" },
  });

  const asked = { region: backup.region, backupId: backup.backupId };
  await enableBackup(account.ctx, { ...asked, instanceId: instance.instanceId });
  await aKey(account.ctx, { instance });
  const { key } = await namesIn(world, backup.pk);
  const onStep = async (step: string) => {
    if (step === "packs") await db().backup.update({ where: { pk: backup.pk }, data: { state: "Resetting" } });
    if (step === "objects") expect(await world.store.get(key)).toBeNull();
  };
  await expect(runBackup(world.ctx, backup.pk, { onStep })).rejects.toMatchObject({ code: "BackupNotEnabled" });
  expect(await world.store.get(key)).toBeNull();
  await resetBackup(account.ctx, { ...asked, confirm: backup.backupId });
  expect(await backupRow(backup.pk)).toMatchObject({ state: "Disabled", bindingId: null });
});

it("a reset that was interrupted is ended without anybody asking again (invariant 7)", async () => {
  const { account, instance } = await aChangedBackup();
  const { region, instanceId } = instance;
  const { pk, backupId } = await db().backup.findFirstOrThrow({
    where: { accountId: account.accountId, region, type: "Default" },
  });
  await enableBackup(account.ctx, { region, backupId, instanceId });
  await runBackup(world.ctx, pk);
  const { base } = await namesIn(world, pk);
  const broken = { ...account.ctx, ports: withStore({ remove: () => Promise.reject(new Error("no answer")) }).ports };
  await expect(resetBackup(broken, { region, backupId, confirm: backupId })).rejects.toMatchObject({
    code: "BackupStoreUnavailable",
  });
  expect(await dueResets(world.ctx)).toMatchObject([{ subjectPk: pk }]);
  // One that is slow: meanwhile another ends the reset, and the backup is enabled anew and has its first full.
  let isFirst = true;
  const slow = withStore({
    remove: async (name) => {
      if (isFirst) {
        isFirst = false;
        await finishReset(world.ctx, pk);
        expect(await world.store.list(`${base}/`)).toEqual([]);
        expect(await backupRow(pk)).toMatchObject({ state: "Disabled", bindingId: null });
        await enableBackup(account.ctx, { region, backupId, instanceId });
        await runBackup(world.ctx, pk);
      }
      await world.store.remove(name);
    },
  });
  await finishReset(slow, pk);
  expect(await dueResets(world.ctx)).toEqual([]);
  expect(await backupRow(pk)).toMatchObject({ state: "Enabled", lastRunNumber: 1 });
  expect(await db().backupEntry.count({ where: { backupPk: pk } })).toBeGreaterThan(0);
  expect(await verifyBackup(world.ctx, pk)).toMatchObject({ runs: 1, problems: [] });
  // Three tried to end it: one begin, one end, of one binding (P27).
  const told = (await eventsOf(account, "ResetBackup")).flatMap(({ outcome, detail }) =>
    outcome === "Success" ? [detail as { phase: string; bindingId: string }] : [],
  );
  expect(told.map(({ phase }) => phase).sort()).toEqual(["begun", "finished"]);
  expect(new Set(told.map(({ bindingId }) => bindingId)).size).toBe(1);
});

it("a generation of the instance key that the database has no more stays claimed and verified", async () => {
  const { instance, backup } = await aChangedBackup();
  await transaction(world.ctx, async (tx) => {
    await tx.db.wrappingKey.updateMany({
      where: { kind: "Instance", ownerPk: instance.pk },
      data: { sealed: null, destroyedAt: tx.now() },
    });
    await createWrappingKey(tx, "Instance", instance.pk, 2);
  });
  await runBackup(world.ctx, backup.pk);
  const { instanceKey } = await namesIn(world, backup.pk);
  await world.store.remove(instanceKey(1));
  const { problems } = await verifyBackup(world.ctx, backup.pk);
  expect(problems).toMatchObject([{ object: "keys/1", problem: "missing" }]);
});

it("goes on at every mark after the clock was put back, with ticks after the last", async () => {
  const { backup, key } = await aChangedBackup();
  await runBackup(world.ctx, backup.pk);
  const last = (await backupRow(backup.pk)).lastTickAt as Date;
  const dueNow = async () => (await dueBackupRuns(world.ctx)).some((due) => due.subjectPk === backup.pk);
  world.clock.set(new Date(last.getTime() - 30 * 24 * 3600_000));
  expect(await dueNow()).toBe(true);
  await world.database.sql("UPDATE key SET description = 'after it' WHERE key_id = $1", [key.keyId]);
  expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ run: 3, tickAt: new Date(last.getTime() + 1) });
  expect(await dueNow()).toBe(false);
  world.clock.advance({ minutes: 5 });
  expect(await dueNow()).toBe(true);
  world.clock.set(new Date(last.getTime() + 3600_000));
});

it("counts a secret that was made and destroyed again and again under one name as one", async () => {
  const { account, instance, backup, key } = await aChangedBackup();

  const gone = await aSecret(account.ctx, { encryptionKey: key.keyId, name: "again" });
  await aSecret(account.ctx, { encryptionKey: key.keyId, name: "stays" });
  await runBackup(world.ctx, backup.pk);
  world.clock.advance({ minutes: 5 });
  const row = await db().secret.findFirstOrThrow({ where: { name: gone.name } });
  await transaction(world.ctx, (tx) => destroySecretRows(tx, [row.pk]));
  // As many rows of the feed as no single look-up takes: 300 lives of the one name, each with a pk of its own.
  await world.database.sql(
    `INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
     SELECT $1, $2, 'secret', gen_random_uuid(), $3, 'deleted', now() FROM generate_series(1, 300)`,
    [account.accountId, instance.pk, gone.name],
  );
  await runBackup(world.ctx, backup.pk);
  const run = await db().backupRun.findFirstOrThrow({ where: { backupPk: backup.pk }, orderBy: { tickAt: "desc" } });
  expect(run).toMatchObject({ secrets: 1 });
});

it("a restore whose alias is taken at that very moment comes without it, not as a refusal (BKP-95)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance, alias: "alias/wanted" });
  const other = await aKey(account.ctx, { instance });
  const taken = await runBackup(world.ctx, backup.pk);
  if (!("tickAt" in taken)) throw new Error("nobody else runs this backup");
  const rows = await db().key.findMany({ where: { keyId: { in: [key.keyId, other.keyId] } } });
  const pkOf = (keyId: string) => String(rows.find((row) => row.keyId === keyId)?.pk);
  await transaction(world.ctx, (tx) => destroyKeyRows(tx, [pkOf(key.keyId)]));

  const rival = new pg.Client({ connectionString: world.database.url });
  await rival.connect();
  await rival.query("BEGIN");
  await rival.query(
    `INSERT INTO alias (pk, account_id, region, name, key_pk, created_at)
     VALUES (gen_random_uuid(), $1, $2, 'alias/wanted', $3, now())`,
    [account.accountId, instance.region, pkOf(other.keyId)],
  );
  const { region, instanceId } = instance;
  const restoring = restoreBackupKey(account.ctx, {
    region,
    backupId: backup.backupId,
    at: taken.tickAt,
    destination: { region, instanceId },
    keyId: key.keyId,
  });
  const isWaiting = async () =>
    (await world.database.sql("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")).length > 0;
  while (!(await isWaiting())) await world.database.sql("SELECT 1");
  await rival.query("COMMIT");
  await rival.end();
  expect(await restoring).toMatchObject({ warnings: [{ code: "AliasTaken", name: "alias/wanted" }] });
});
