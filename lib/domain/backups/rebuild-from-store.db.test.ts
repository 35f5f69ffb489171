import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { generateRootKey } from "@/lib/crypto/root-key";
import { aKey } from "@/lib/testing/builders/a-key";
import { aPaidBackup } from "@/lib/testing/builders/a-paid-backup";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { setAccountPassword } from "../accounts/set-account-password";
import { signIn } from "../accounts/sign-in";
import type { Ctx } from "../context";
import { decrypt } from "../keys/decrypt";
import { encrypt } from "../keys/encrypt";
import { updateKeyDescription } from "../keys/update-key-description";
import { getSecretValue } from "../secrets/get-secret-value";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { enableBackup } from "./enable-backup";
import { endBackups } from "./end-backups";
import { describeBackup } from "./list-backups";
import { rebuildFromStore } from "./rebuild-from-store";
import { restoreBackupKey } from "./restore-backup-key";
import { restoreBackupSecret } from "./restore-backup-secret";
import { runBackup } from "./run-backup";
import { verifyBackup } from "./verify-backup";

// Invariant 2: with the database lost, the store and the root key are enough.

let world: BackupWorld;
const others: TestDatabase[] = [];
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(async () => {
  for (const database of others) await database.close();
  await world.close();
});

/** An empty database beside the same store, at the command line. */
async function anEmptyWorld(keyring = world.ctx.keyring): Promise<{ next: TestWorld; operator: Ctx; db: Ctx["db"] }> {
  const database = await testDatabase();
  others.push(database);
  const { db } = database;
  await db.installation.create({ data: { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" } });
  const next = testWorld(db, { ports: { backupStore: world.store }, keyring, clock: world.clock });
  return { next, operator: next.as({ kind: "operator", osUser: "root" }), db };
}

async function personOf(next: TestWorld, { accountId }: TestAccount): Promise<Ctx> {
  const person = await next.ctx.db.person.findFirstOrThrow({ where: { accountId } });
  const { pk: personPk, name, root, operator } = person;
  return next.as({
    kind: "person",
    accountId,
    personPk,
    name,
    root,
    operator,
    sessionPk: next.ctx.newId(),
    grants: [],
    steppedUp: true,
  });
}

/** Runs and catalogue without what belongs to one database alone. */
async function catalogueOf(db: Ctx["db"]) {
  const entries = await db.backupEntry.findMany({
    omit: { pk: true, backupPk: true },
    orderBy: [{ bindingId: "asc" }, { runNumber: "asc" }, { kind: "asc" }, { resourceId: "asc" }, { versionId: "asc" }],
  });
  const runs = await db.backupRun.findMany({
    omit: { pk: true, backupPk: true, startedAt: true, completedAt: true },
    orderBy: [{ bindingId: "asc" }, { tickAt: "asc" }],
  });
  const backups = await db.backup.findMany({
    where: { bindingId: { not: null } },
    select: {
      backupId: true,
      accountId: true,
      region: true,
      type: true,
      alias: true,
      state: true,
      bindingId: true,
      sourceInstanceId: true,
      viewableDays: true,
      enabledAt: true,
      lastRunNumber: true,
      lastTickAt: true,
      lastBusinessDay: true,
    },
    orderBy: { backupId: "asc" },
  });
  return { entries, runs, backups };
}

async function aHistory() {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const { region } = instance;
  const standard = await world.database.db.backup.findFirstOrThrow({
    where: { accountId: account.accountId, region, type: "Default" },
  });
  const named = { region, backupId: standard.backupId, instanceId: instance.instanceId, alias: "second-copy" };
  await enableBackup(account.ctx, named);
  const key = await aKey(account.ctx, { instance, alias: "alias/rebuilt", tags: [{ name: "team", value: "blue" }] });
  const secret = await aSecret(account.ctx, { encryptionKey: key.keyId, value: "kept", name: `kept-${key.keyId}` });
  const text = Buffer.from("sealed before the loss");
  const { blob } = await encrypt(account.ctx, encrypt.schema.parse({ region, key: key.keyId, plaintext: text }));
  const run = async () => {
    for (const { pk } of [backup, standard]) await runBackup(world.ctx, pk);
    world.clock.advance({ minutes: 5 });
  };
  await run();
  await run(); // a tick without change, which the next manifest names
  await updateKeyDescription(account.ctx, { region, key: key.keyId, description: "changed" });
  await aKey(account.ctx, { instance });
  await run();
  world.clock.advance({ days: 1 });
  await run();
  return { account, instance, backup, key, secret, blob, text };
}

describe("a rebuild from the store", () => {
  it("brings back accounts, backups, runs and catalogue, and what they restore opens what was sealed before", async () => {
    const { account, instance, backup, key, secret, blob, text } = await aHistory();
    const other = await aHistory();
    const { next, operator, db } = await anEmptyWorld();
    const rebuilt = await rebuildFromStore(operator, {});
    expect(rebuilt.unreadable).toEqual([]);
    expect(rebuilt.accounts.map(({ accountId }) => accountId).sort()).toEqual(
      [account.accountId, other.account.accountId].sort(),
    );
    expect(rebuilt.backups).toHaveLength(4);
    expect(await catalogueOf(db)).toEqual(await catalogueOf(world.database.db));
    for (const { pk } of await db.backup.findMany({ where: { bindingId: { not: null } } })) {
      expect(await verifyBackup(next.ctx, pk)).toMatchObject({ problems: [] });
    }

    // Nobody has a way in until the operator makes one.
    const credentials = { account: account.name, password: "four random words here" };
    const asNobody = next.as({ kind: "nobody" });
    await expect(signIn(asNobody, signIn.schema.parse(credentials))).rejects.toMatchObject({ code: "SignInFailed" });
    await setAccountPassword(operator, credentials);
    await signIn(asNobody, signIn.schema.parse(credentials));

    const ctx = await personOf(next, account);
    const fresh = await anInstance(ctx);
    const { region } = instance;
    const { lastTickAt: at } = await db.backup.findUniqueOrThrow({ where: { backupId: backup.backupId } });
    const destination = { region: fresh.region, instanceId: fresh.instanceId };
    const from = { region, backupId: backup.backupId, at: at as Date, destination };
    expect(await restoreBackupKey(ctx, { ...from, keyId: key.keyId })).toMatchObject({ warnings: [] });
    await restoreBackupSecret(ctx, { ...from, name: secret.name });
    const { plaintext } = await decrypt(ctx, decrypt.schema.parse({ region, blob }));
    expect(Buffer.from(plaintext)).toEqual(text);
    const value = await getSecretValue(ctx, getSecretValue.schema.parse({ region, secret: secret.name }));
    expect(value).toMatchObject({ secretData: "kept" });
  });

  it("finishes what was stopped, and changes nothing when it is asked again", async () => {
    const { operator, db } = await anEmptyWorld();
    let reads = 0;
    const store = Object.assign(Object.create(world.store), {
      get: (name: string) => {
        if (name.includes("/index/") && ++reads === 3) throw new Error("the power went");
        return world.store.get(name);
      },
    });
    await expect(rebuildFromStore({ ...operator, ports: { backupStore: store } }, {})).rejects.toThrow();
    await rebuildFromStore(operator, {});
    const whole = await catalogueOf(db);
    expect(whole).toEqual(await catalogueOf(world.database.db));
    await rebuildFromStore(operator, {});
    expect(await catalogueOf(db)).toEqual(whole);
  });

  it("leaves out what lies in a region that is not configured, until it is (REG-06)", async () => {
    const { operator, db } = await anEmptyWorld();
    const regions = operator.deployment.regions.filter(({ id }) => id !== "cn-hangzhou");
    const without = { ...operator, deployment: { ...operator.deployment, regions } };
    const first = await rebuildFromStore(without, {});
    expect(first.backups).toEqual([]);
    expect(new Set(first.unreadable.map(({ reason }) => reason))).toEqual(new Set(["region not configured"]));
    await rebuildFromStore(operator, {});
    expect(await catalogueOf(db)).toEqual(await catalogueOf(world.database.db));
  });

  it("names what is damaged, and brings back the rest up to there", async () => {
    const { account, backup } = await aHistory();
    const names = await namesIn(world, backup.pk);
    const manifest = names.manifest(2);
    const right = (await world.store.get(manifest)) as Buffer;
    await world.store.put(manifest, Buffer.concat([right.subarray(0, -10), Buffer.from("0123456789")]));
    const { operator, db } = await anEmptyWorld();
    const rebuilt = await rebuildFromStore(operator, {});
    await world.store.put(manifest, right);
    expect(rebuilt.unreadable).toEqual([
      { object: `backups/${backup.backupId}/${backup.bindingId}/runs/00000002.json`, reason: "damaged" },
    ]);
    expect(rebuilt.accounts.map(({ accountId }) => accountId)).toContain(account.accountId);
    const row = () => db.backup.findUniqueOrThrow({ where: { backupId: backup.backupId } });
    expect(await row()).toMatchObject({ lastRunNumber: 1, verifyError: "runs/00000002.json damaged" });
    // The manifest is right again, but the catalogue ends before it: until it is rebuilt, that is damage.
    const objects = async () => (await verifyBackup(operator, (await row()).pk)).problems.map(({ object }) => object);
    expect(await objects()).toEqual(["runs/00000002.json", "runs/00000003.json"]);
    expect(await row()).toMatchObject({ verifyError: "runs/00000002.json lost, 2 in all" });
    await rebuildFromStore(operator, {});
    expect(await objects()).toEqual([]);
    expect(await row()).toMatchObject({ lastRunNumber: 3, verifyError: null });
  });

  it("is refused in a database that holds something, to anybody but the operator, and opens nothing by another root key", async () => {
    const busy = await anEmptyWorld();
    const account = await anAccount(busy.next);
    await expect(rebuildFromStore(account.ctx, {})).rejects.toMatchObject({ code: "NoPermission" });
    await anInstance(account.ctx);
    await expect(rebuildFromStore(busy.operator, {})).rejects.toMatchObject({ code: "RebuildNotEmpty" });
    await expect(rebuildFromStore(busy.operator, { installationId: randomUuid() })).rejects.toMatchObject({
      code: "InvalidParameter",
    });

    const stranger = await anEmptyWorld(new Keyring([generateRootKey()]));
    const { backups, unreadable } = await rebuildFromStore(stranger.operator, {});
    expect(backups).toEqual([]);
    expect(unreadable.map(({ object }) => object.split("/").at(-1))).toEqual(unreadable.map(() => "key"));
    expect(await stranger.db.backup.count({ where: { bindingId: { not: null } } })).toBe(0);
  });
});

it("a purchased backup that expired before the loss can be renewed for 15 days from the rebuild on (BKP-52)", async () => {
  const { account, instance } = await aBackedUpInstance(world);
  const { pk, backupId, region } = await aPaidBackup(account.ctx);
  await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId });
  await runBackup(world.ctx, pk);
  world.clock.advance({ days: 70 });
  const { next, operator, db } = await anEmptyWorld();
  const { accountId } = account;
  await anAccount(next, { name: account.name, accountId });
  await rebuildFromStore(operator, {});
  await endBackups(operator);
  const rebuilt = await db.backup.findUniqueOrThrow({ where: { backupId } });
  expect(rebuilt).toMatchObject({ state: "Expired", expiresAt: world.clock.now(), leaving: false });
  const ctx = await personOf(next, account);
  const view = await describeBackup(ctx, { region, backupId });
  expect(view).toMatchObject({ state: "Expired", actions: ["renew"] });
  expect(view.graceUntil?.getTime()).toBeGreaterThan(world.clock.now().getTime());
});
