import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { disableKey } from "../keys/disable-key";
import { enableKey } from "../keys/enable-key";
import { updateKeyDescription } from "../keys/update-key-description";
import { destroySecretRows } from "../secrets/destroy-secret";
import { putSecretValue } from "../secrets/put-secret-value";
import { transaction } from "../transaction";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { requireBound } from "./binding-store";
import { type RunStep, runBackup } from "./run-backup";
import { presentStateOf, savedItemOf, savedStateOf, unnamedObjectsOf } from "./saved-state.test-support";
import { verifyBackup } from "./verify-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const backupRow = async (pk: string) =>
  requireBound(await world.database.db.backup.findUniqueOrThrow({ where: { pk } }));

const presentState = (instance: InstanceModel) => presentStateOf(world, instance.pk);
const savedState = (backupPk: string, at: Date) => savedStateOf(world, backupPk, at);
const savedItem = (backupPk: string, kind: "key" | "secret", accountId: string, id: string, at: Date) =>
  savedItemOf(world, backupPk, { kind, accountId, id, at });
const unnamedObjects = (backupPk: string) => unnamedObjectsOf(world, backupPk);

/** No record is stored again while it has not changed (invariant 3). */
async function storedTwice(backupPk: string) {
  return world.database.sql(
    `SELECT e.resource_id, e.kind FROM backup_entry e JOIN backup_entry n ON n.backup_pk = e.backup_pk AND n.kind = e.kind
       AND n.account_id = e.account_id AND n.resource_id = e.resource_id AND n.version_id = e.version_id
       AND n.valid_from = e.valid_to AND n.digest = e.digest
     WHERE e.backup_pk = $1`,
    [backupPk],
  );
}

/** A small generator with a seed: the same history each time. */
function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it("misses nothing that was committed before a tick, with eight writers at work, and stores nothing twice (invariant 1, S20)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const keyIds: string[] = [];
  for (let index = 0; index < 8; index++) keyIds.push((await aKey(account.ctx, { instance })).keyId);

  /** What each key's description was committed as, and when the commit was acknowledged. */
  const committed: { keyId: string; value: number; at: number }[] = [];
  let stop = false;
  const writer = async (own: string[], seed: number) => {
    const random = seeded(seed);
    const client = new pg.Client({ connectionString: world.database.url });
    await client.connect();
    for (let value = 1; !stop; value++) {
      await client.query("BEGIN");
      const touched = own.filter(() => random(2) === 0);
      for (const keyId of touched) {
        await client.query("UPDATE key SET description = $1 WHERE key_id = $2", [String(value), keyId]);
        // Some transactions are slow: what overtakes them commits behind their ids.
        for (let wait = random(8); wait > 0; wait--) await client.query("SELECT 1");
      }
      if (random(5) === 0) {
        await client.query("ROLLBACK");
        continue;
      }
      await client.query("COMMIT");
      const at = performance.now();
      committed.push(...touched.map((keyId) => ({ keyId, value, at })));
    }
    await client.end();
  };
  const writers = Array.from({ length: 8 }, (_, index) => writer(keyIds.slice(index, index + 1), 7 + index));
  const runs: { began: number; tickAt: Date }[] = [];
  try {
    for (let run = 0; run < 6; run++) {
      world.clock.advance({ minutes: 5 });
      const began = performance.now();
      const outcome = await runBackup(world.ctx, backup.pk);
      if ("tickAt" in outcome) runs.push({ began, tickAt: outcome.tickAt });
    }
  } finally {
    stop = true;
  }
  await Promise.all(writers);
  world.clock.advance({ minutes: 5 });
  await runBackup(world.ctx, backup.pk);

  expect(runs).toHaveLength(6);
  expect(committed.length).toBeGreaterThan(50);
  for (const { began, tickAt } of runs) {
    for (const keyId of keyIds) {
      const least = committed.filter((entry) => entry.keyId === keyId && entry.at < began).at(-1)?.value ?? 0;
      const [record] = await savedItem(backup.pk, "key", account.accountId, keyId, tickAt);
      expect(record?.kind === "key" && Number(record.description)).toBeGreaterThanOrEqual(least);
    }
  }
  expect(await savedState(backup.pk, world.clock.now())).toEqual(await presentState(instance));
  expect(await storedTwice(backup.pk)).toEqual([]);
  expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ problems: [] });
}, 60_000);

it("rebuilds the exact state of every tick of a random history (S20)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const { ctx } = account;
  const { region } = instance;
  const random = seeded(20_261_122);
  const keys = [await aKey(ctx, { instance })];
  const secrets: string[] = [];
  const any = <T>(list: T[]) => list[random(list.length)] as T;
  const acts = [
    async () => void keys.push(await aKey(ctx, { instance, tags: [{ name: "n", value: String(random(9)) }] })),
    async () =>
      void secrets.push((await aSecret(ctx, { encryptionKey: keys[0]?.keyId, value: `v${random(1000)}` })).name),
    async () =>
      void (await updateKeyDescription(ctx, { region, key: any(keys).keyId, description: String(random(1000)) })),
    async () => {
      const key = any(keys.slice(1).length ? keys.slice(1) : keys).keyId;
      if (key === keys[0]?.keyId) return;
      await disableKey(ctx, { region, key });
      if (random(2)) await enableKey(ctx, { region, key });
    },
    async () => {
      if (!secrets.length) return;
      const input = {
        region,
        secret: any(secrets),
        versionId: `v-${world.ctx.newId()}`,
        secretData: "next",
        dataType: "text",
      } as const;
      await putSecretValue(ctx, input);
    },
    async () => {
      const name = secrets.length > 2 ? secrets.shift() : undefined;
      if (!name) return;
      const row = await world.database.db.secret.findFirstOrThrow({ where: { name } });
      await transaction(world.ctx, (tx) => destroySecretRows(tx, [row.pk]));
    },
  ];
  const expected: { at: Date; state: string[] }[] = [];
  for (let tick = 0; tick < 12; tick++) {
    for (let act = random(5); act > 0; act--) await any(acts)();
    const outcome = await runBackup(world.ctx, backup.pk);
    if (!("tickAt" in outcome)) throw new Error("nobody else runs this backup");
    expected.push({ at: outcome.tickAt, state: await presentState(instance) });
    world.clock.advance(tick % 5 === 4 ? { days: 1 } : { minutes: 5 });
  }
  for (const { at, state } of expected) expect(await savedState(backup.pk, at)).toEqual(state);
  expect(await storedTwice(backup.pk)).toEqual([]);
}, 60_000);

describe("a run that ends between two steps (invariant 6)", () => {
  const steps: RunStep[] = ["locked", "read", "pack", "packs", "objects", "index", "manifest", "catalogue"];

  it.each(steps)("after '%s' leaves the last run intact, and the next one repairs the rest", async (fatal) => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const first = await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    const before = await savedState(backup.pk, world.clock.now());
    world.clock.advance({ minutes: 5 });
    await aSecret(account.ctx, { encryptionKey: first.keyId });
    await updateKeyDescription(account.ctx, { region: instance.region, key: first.keyId, description: fatal });

    const death = new Error("killed");
    const onStep = (step: RunStep) => {
      if (step === fatal) throw death;
    };
    await expect(runBackup(world.ctx, backup.pk, { onStep })).rejects.toBe(death);
    expect(await backupRow(backup.pk)).toMatchObject({ lastRunNumber: 1 });
    expect(await savedState(backup.pk, world.clock.now())).toEqual(before);
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ problems: [] });

    world.clock.advance({ minutes: 5 });
    await runBackup(world.ctx, backup.pk);
    expect(await savedState(backup.pk, world.clock.now())).toEqual(await presentState(instance));
    expect(await storedTwice(backup.pk)).toEqual([]);
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ problems: [] });
    expect(await unnamedObjects(backup.pk)).toEqual([]);
  });

  it("two at once are one run and one that leaves", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    const outcomes = await Promise.all([runBackup(world.ctx, backup.pk), runBackup(world.ctx, backup.pk)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["busy", "complete"]);
  });
});

describe("a database that is not the one it was (decisions 10)", () => {
  it("set back to an earlier day takes over what the store has since, then compares everything", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const key = await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    const { snapshot, lastTickAt, lastCompletedAt } = await backupRow(backup.pk);
    for (const description of ["one", "two"]) {
      world.clock.advance({ minutes: 5 });
      await updateKeyDescription(account.ctx, { region: instance.region, key: key.keyId, description });
      await runBackup(world.ctx, backup.pk);
    }
    // The catalogue as it was after run 1; the feed has lost what led to runs 2 and 3.
    const { db } = world.database;
    await db.backupEntry.deleteMany({ where: { backupPk: backup.pk, runNumber: { gt: 1 } } });
    await db.backupEntry.updateMany({ where: { backupPk: backup.pk }, data: { validTo: null } });
    await db.backupRun.deleteMany({ where: { backupPk: backup.pk, number: { gt: 1 } } });
    await db.backup.update({
      where: { pk: backup.pk },
      data: { snapshot, lastTickAt, lastCompletedAt, lastRunNumber: 1 },
    });
    await world.database.sql("DELETE FROM change_feed WHERE instance_pk = $1", [instance.pk]);
    await world.database.sql("UPDATE key SET description = 'set back' WHERE key_id = $1", [key.keyId]);
    await world.database.sql("DELETE FROM change_feed WHERE instance_pk = $1", [instance.pk]);

    world.clock.advance({ minutes: 5 });
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ outcome: "complete", run: 4, changes: 1 });
    expect(await savedState(backup.pk, world.clock.now())).toEqual(await presentState(instance));
    expect(await verifyBackup(world.ctx, backup.pk)).toMatchObject({ runs: 4, problems: [] });
  });

  it("of another cluster reads everything once, and stores only what differs", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    const { feedEpoch } = await backupRow(backup.pk);
    await world.database.db.installation.updateMany({ data: { systemIdentifier: "1" } });
    world.clock.advance({ minutes: 5 });
    expect(await runBackup(world.ctx, backup.pk)).toMatchObject({ outcome: "quiet" });
    expect((await backupRow(backup.pk)).feedEpoch).not.toBe(feedEpoch);
  });
});
