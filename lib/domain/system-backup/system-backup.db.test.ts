import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { connectBeside } from "@/lib/db/client";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aRole } from "@/lib/testing/builders/a-role";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aShare } from "@/lib/testing/builders/a-share";
import { anAccountWithPassword, PASSWORD, signedIn } from "@/lib/testing/builders/a-signed-in-user";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs } from "@/lib/testing/process-role";
import { checkFirstRunLink } from "../accounts/check-first-run-link";
import { findAccessKey } from "../accounts/find-access-key";
import { createFirstRunLink } from "../accounts/first-run-link";
import { type BackupWorld, backupWorld, systemBackupOf } from "../backups/backups.test-support";
import { enableBackup } from "../backups/enable-backup";
import { endBackups } from "../backups/end-backups";
import { rebuildFromStore } from "../backups/rebuild-from-store";
import { resetBackup } from "../backups/reset-backup";
import { restoreBackupKey } from "../backups/restore-backup-key";
import { restoreBackupSecret } from "../backups/restore-backup-secret";
import { runBackup } from "../backups/run-backup";
import { verifyBackup } from "../backups/verify-backup";
import { createBackupOrder } from "../billing/create-backup-order";
import { describeBalance } from "../billing/describe-balance";
import { payOrder } from "../billing/pay-order";
import { placeRefund } from "../billing/refund";
import type { Ctx } from "../context";
import { decrypt } from "../keys/decrypt";
import { enableDefaultKey } from "../keys/enable-default-key";
import { encrypt } from "../keys/encrypt";
import { getSecretValue } from "../secrets/get-secret-value";
import { transaction } from "../transaction";
import { listSystemBackups } from "./list-system-backups";
import { restoreInstallation } from "./restore-installation";
import { NOT_SAVED, SAVED_TABLES } from "./saved-tables";
import { systemNamesOf } from "./system-names";
import { takeDueSystemBackup, takeSystemBackup } from "./take-system-backup";
import { type TakingStep, writeSystemBackup } from "./write-system-backup";

// Decisions 11, invariant 2: with the database lost, store and root key bring back who may do what, what was bought and
// paid, the keys that lie in no instance, and, from the backups, what lay in instances.

let world: BackupWorld;
const others: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(async () => {
  for (const other of others.reverse()) await other.close();
  await world.close();
});

const region = "cn-hangzhou";
const text = Buffer.from("sealed before the loss");
const operatorOf = (at: TestWorld) => at.as({ kind: "operator", osUser: "root" });

/** An empty database beside the same store, opened in the gateway's own role: no trigger and no constraint is passed by. */
async function anEmptyWorld(keyring: Keyring | undefined = world.ctx.keyring) {
  const database = await testDatabase();
  others.push(database);
  const gateway = await dbAs(database, "kms_gateway");
  others.push(gateway);
  await database.db.installation.create({
    data: { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" },
  });
  const next = testWorld(gateway.db, { ports: { backupStore: world.store }, keyring, clock: world.clock });
  return { next, database, operator: operatorOf(next) };
}

const sealed = async (ctx: Ctx, key: string) =>
  (await encrypt(ctx, encrypt.schema.parse({ region, key, plaintext: text }))).blob;
const opened = async (ctx: Ctx, blob: Buffer) => (await decrypt(ctx, decrypt.schema.parse({ region, blob }))).plaintext;

/** Rows by their primary identity, without what a trigger or the new database moves. */
const rowsOf = (database: TestDatabase, sql: string) => database.sql(sql);
const FACTS = [
  "SELECT pk, account_id, name, enterprise, created_at FROM account ORDER BY pk",
  "SELECT pk, account_id, name, root, operator, console_login FROM person ORDER BY pk",
  "SELECT person_pk, password_hash, totp_sealed, totp_confirmed FROM authenticator ORDER BY person_pk",
  "SELECT access_key_id, account_id, person_pk, secret_sealed, state FROM access_key ORDER BY access_key_id",
  "SELECT account_id, name, document FROM ram_policy ORDER BY account_id, name",
  "SELECT account_id, policy_type, policy_name, person_pk, role_pk FROM policy_attachment ORDER BY pk",
  "SELECT account_id, name, trust_policy FROM ram_role ORDER BY pk",
  "SELECT directory_id, management_account_id FROM resource_directory ORDER BY pk",
  "SELECT account_id, directory_pk, folder_pk FROM directory_member ORDER BY account_id",
  "SELECT instance_pk, account_id, state FROM instance_principal ORDER BY 1, 2",
  "SELECT instance_id, region, owner_account_id, name, status, sale_status, key_quota, ends_at FROM instance ORDER BY pk",
  "SELECT order_id, account_id, product, parameters, amount_micros, state, resource_ids FROM purchase_order ORDER BY pk",
  "SELECT pk, movement_pk, book, amount_micros FROM ledger_entry ORDER BY pk",
  "SELECT code, starts_at, amount_micros FROM price ORDER BY 1, 2",
  "SELECT name, value, key_id FROM key_tag JOIN key ON key.pk = key_pk WHERE instance_pk IS NULL ORDER BY 1",
  "SELECT a.name, key_id FROM alias a JOIN key ON key.pk = key_pk WHERE instance_pk IS NULL ORDER BY 1",
  "SELECT target_id, account_id, region, adapter, address, port, credential_secret FROM rotation_target ORDER BY pk",
  "SELECT id, created_at, time_zone FROM installation",
];
const factsOf = (database: TestDatabase) => Promise.all(FACTS.map((sql) => rowsOf(database, sql)));

async function aDeployment() {
  const name = `northgate-${randomUuid().slice(0, 8)}`;
  await anAccountWithPassword(world, name);
  const root = await signedIn(world, name);
  const { ctx, accountId } = root;
  const friend = await anAccount(world);
  const instance = await anInstance(ctx, { region });
  await aDirectory({ accountId, ctx }, [friend]);
  await aShare(ctx, instance, [friend]);
  const statements = [{ Effect: "Allow" as const, Action: "kms:Describe*", Resource: "*" }];
  const user = await aRamUser(world, { ctx, accountId }, { accessKey: true, password: PASSWORD, statements });
  await aRole(world, { ctx, accountId });

  const inside = await aKey(ctx, { instance, alias: "alias/inside", tags: [{ name: "team", value: "blue" }] });
  const secret = await aSecret(ctx, { encryptionKey: inside.keyId, value: "kept", name: `kept-${inside.keyId}` });
  const standard = await enableDefaultKey(ctx, enableDefaultKey.schema.parse({ region }));
  const classic = await aKey(ctx, { region, alias: "alias/classic", tags: [{ name: "age", value: "1.0" }] });
  const outside = await aSecret(ctx, {
    encryptionKey: classic.keyId,
    value: "kept outside",
    tags: [{ name: "a", value: "b" }],
  });
  const { name: managed } = await aSecret(ctx, { encryptionKey: classic.keyId, value: "{}" });
  await world.database.db.secret.updateMany({
    where: { name: managed },
    data: { ...{ type: "Rds", automaticRotation: "Enabled", rotationSeconds: 86_400 }, nextRotationAt: ctx.now() },
  });
  const target = { targetId: "rm-1", service: "Rds", adapter: "MySQL", address: "db.example", port: 3306 } as const;
  await world.database.db.rotationTarget.create({
    data: {
      ...{ ...target, pk: ctx.newId(), accountId, region, credentialSecret: outside.name },
      ...{ createdAt: ctx.now(), updatedAt: ctx.now() },
    },
  });
  const blobs = await Promise.all([inside, standard, classic].map(({ keyId }) => sealed(ctx, keyId)));

  const order = { region, viewableDays: 30, quantity: 2, months: 1 as const, clientToken: randomUuid() };
  const { orderId } = await createBackupOrder(ctx, createBackupOrder.schema.parse(order));
  await payOrder(ctx, { orderId, termsAccepted: true });
  const [bought, waiting] = await world.database.db.backup.findMany({ where: { accountId, type: "Paid" } });
  if (!bought || !waiting) throw new Error("two were bought");
  await enableBackup(ctx, { region, backupId: bought.backupId, instanceId: instance.instanceId, alias: "bought" });
  const backup = await systemBackupOf(world, instance);
  return {
    name,
    accountId,
    ctx,
    friend,
    user,
    instance,
    inside,
    secret,
    classic,
    outside,
    managed,
    blobs,
    bought,
    waiting,
    backup,
  };
}

describe("the list of tables (decisions 11)", () => {
  it("names every table of the schema once: saved, or not and why", async () => {
    const rows = await world.database.sql<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition ORDER BY 1`,
    );
    const listed = [...Object.keys(SAVED_TABLES), ...Object.keys(NOT_SAVED)];
    expect(listed.toSorted()).toEqual(rows.map(({ name }) => name));
    expect(new Set(listed).size).toBe(listed.length);
  });
});

describe("a rebuild with a system backup", () => {
  it("brings back who may do what, what was bought, keys of no instance, and lets all of an instance be restored into it", async () => {
    const made = await aDeployment();
    const { instance, backup, bought, waiting, inside, secret } = made;
    for (const { pk } of [backup, bought]) await runBackup(world.ctx, pk);
    const balance = await describeBalance(made.ctx, {});
    const taken = await takeSystemBackup(operatorOf(world), { reason: "by hand" });
    const before = await factsOf(world.database);
    const late = await anAccount(world);
    const lateInstance = await anInstance(late.ctx, { region });
    const lateBackup = await systemBackupOf(world, lateInstance);
    await runBackup(world.ctx, lateBackup.pk);

    const { next, database, operator } = await anEmptyWorld();
    const rebuilt = await rebuildFromStore(operator, {});
    expect(rebuilt).toMatchObject({ unreadable: [], systemBackup: { name: taken.name, at: taken.at, instances: 1 } });
    expect(rebuilt.accounts).toEqual([{ accountId: late.accountId, name: late.name }]);
    expect(rebuilt.backups.map(({ backupId, runs }) => [backupId, runs]).toSorted()).toEqual(
      [
        [backup.backupId, 1],
        [bought.backupId, 1],
        [lateBackup.backupId, 1],
      ].toSorted(),
    );
    const after = await factsOf(database);
    // Beside them stands what came later, as far as the bindings know it: an account without credentials.
    for (const [index, rows] of before.entries()) {
      expect(rows.length, FACTS[index]).toBeGreaterThan(0);
      expect(after[index], FACTS[index]).toEqual(expect.arrayContaining(rows));
    }

    const again = await signedIn(next, made.name);
    await expect(signedIn(next, `${made.user.name}@${made.name}`)).resolves.toMatchObject({
      accountId: made.accountId,
    });
    const found = await findAccessKey(next.ctx, made.user.accessKey?.accessKeyId ?? "");
    expect(found?.secret.toString()).toBe(made.user.accessKey?.accessKeySecret);
    expect(found?.grants.length).toBe(1);
    await expect(describeBalance(again.ctx, {})).resolves.toEqual(balance);
    const [blobInside, ...blobsOutside] = made.blobs;
    for (const blob of blobsOutside) await expect(opened(again.ctx, blob)).resolves.toEqual(text);

    const old = await getSecretValue(again.ctx, getSecretValue.schema.parse({ region, secret: made.outside.name }));
    expect(old).toMatchObject({ secretData: "kept outside" });
    // The database from before may rotate yet at the same targets.
    expect(await database.db.secret.findFirstOrThrow({ where: { name: made.managed } })).toMatchObject({
      ...{ type: "Rds", automaticRotation: "Disabled", rotationSeconds: 86_400, nextRotationAt: null },
    });

    const [paid, unused] = await Promise.all(
      [bought, waiting].map(({ backupId }) => database.db.backup.findUniqueOrThrow({ where: { backupId } })),
    );
    expect(paid).toMatchObject({ pk: bought.pk, state: "Enabled", viewableDays: 30, alias: "bought" });
    expect(paid?.expiresAt).toEqual(
      (await world.database.db.backup.findUniqueOrThrow({ where: { pk: bought.pk } })).expiresAt,
    );
    expect(unused).toEqual({ ...waiting, revision: unused?.revision });

    const destination = { region, instanceId: instance.instanceId };
    const named = { region, backupId: backup.backupId, at: world.clock.now(), destination };
    await restoreBackupKey(again.ctx, restoreBackupKey.schema.parse({ ...named, keyId: inside.keyId }));
    await restoreBackupSecret(again.ctx, restoreBackupSecret.schema.parse({ ...named, name: secret.name }));
    await expect(opened(again.ctx, blobInside as Buffer)).resolves.toEqual(text);
    const value = await getSecretValue(again.ctx, getSecretValue.schema.parse({ region, secret: secret.name }));
    expect(value).toMatchObject({ secretData: "kept" });

    const fresh = await database.db.backup.findFirstOrThrow({
      where: { instance: { instanceId: instance.instanceId } },
    });
    expect(fresh).toMatchObject({ type: "SystemCreated", state: "Enabled", lastRunNumber: 0 });
    expect(fresh.backupId).not.toBe(backup.backupId);
    await expect(runBackup(next.ctx, fresh.pk)).resolves.toMatchObject({ outcome: "complete", run: 1 });
    await expect(verifyBackup(next.ctx, fresh.pk)).resolves.toMatchObject({ problems: [] });

    const counts = () => database.sql("SELECT (SELECT count(*) FROM backup) b, (SELECT count(*) FROM ledger_entry) l");
    const settled = await counts();
    const asked = await rebuildFromStore(operator, {});
    expect(asked).toMatchObject({ systemBackup: { name: taken.name, loadedBefore: true }, accounts: [] });
    await expect(counts()).resolves.toEqual(settled);
  });

  it("is offered on the first page, and done with its link alone, once (P3)", async () => {
    const taken = await takeSystemBackup(operatorOf(world), { reason: "by hand" });
    const { id: installationId } = await world.database.db.installation.findFirstOrThrow();
    const { next, database, operator } = await anEmptyWorld();
    const link = await createFirstRunLink(operator, {});
    const token = link?.token ?? "";
    const { restorable } = await checkFirstRunLink(next.ctx, { token });
    const accounts = await world.database.db.account.count();
    expect(restorable).toMatchObject([{ installationId, current: false }]);
    expect(restorable[0]?.systemBackups[0]).toMatchObject({ name: taken.name, opens: true, accounts });
    await expect(restoreInstallation(next.ctx, { token: "another", installationId })).rejects.toMatchObject({
      code: "FirstRunLinkInvalid",
    });
    const asked = { token, installationId, systemBackup: taken.name };
    const done = await Promise.all([restoreInstallation(next.ctx, asked), restoreInstallation(next.ctx, asked)]);
    for (const one of done) expect(one).toMatchObject({ state: "done", systemBackup: true });
    expect(await database.db.account.count()).toBeGreaterThanOrEqual(accounts);
    for (const ask of [() => restoreInstallation(next.ctx, asked), () => checkFirstRunLink(next.ctx, { token })]) {
      await expect(ask()).rejects.toMatchObject({ code: "FirstRunLinkInvalid" });
    }
  });

  it("is refused where somebody is there already, and leaves them as they were", async () => {
    await takeSystemBackup(operatorOf(world), { reason: "by hand" });
    const { next, database, operator } = await anEmptyWorld();
    await anAccount(next);
    await expect(rebuildFromStore(operator, {})).rejects.toMatchObject({ code: "RebuildNotEmpty" });
    expect(await database.db.account.count()).toBe(1);
    await expect(rebuildFromStore(operator, { systemBackup: "00000001-20200101T000000Z" })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("notices every altered object, names it, brings back nothing of it, and takes an older one by its name (S19)", async () => {
    const older = await takeSystemBackup(operatorOf(world), { reason: "older" });
    const newest = await takeSystemBackup(operatorOf(world), { reason: "newest" });
    const { id: installation } = await world.database.db.installation.findFirstOrThrow();
    const names = systemNamesOf(installation, newest.name);
    const { database, operator } = await anEmptyWorld();
    for (const [object, at] of [
      ["key", 40],
      ["manifest.json", 120],
      ["packs/1", 9000],
    ] as const) {
      const whole = (await world.store.get(`${names.base}/${object}`)) as Buffer;
      const altered = Buffer.from(whole);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      await world.store.put(`${names.base}/${object}`, altered);
      await expect(rebuildFromStore(operator, {})).rejects.toMatchObject({
        code: "BackupDamaged",
        params: { object: `system/${newest.name}/${object}` },
      });
      expect(await database.db.account.count(), object).toBe(0);
      const [view] = await listSystemBackups(operatorOf(world), {});
      expect(view?.systemBackups[0]).toMatchObject({ name: newest.name, opens: object === "packs/1" });
      expect(view?.systemBackups[1]).toMatchObject({ name: older.name, opens: true, reason: "older" });
      await world.store.put(`${names.base}/${object}`, whole);
    }
    const { systemBackup } = await rebuildFromStore(operator, { systemBackup: older.name });
    expect(systemBackup).toMatchObject({ name: older.name });
  });

  it("finishes a reset that had begun, puts back a release, and gives what is over its 15 days (invariant 7, BKP-52)", async () => {
    const { ctx, accountId, bought, waiting, instance } = await aDeployment();
    await runBackup(world.ctx, bought.pk);
    await world.database.db.backup.update({ where: { pk: bought.pk }, data: { state: "Resetting" } });
    const longAgo = new Date(world.clock.now().getTime() - 90 * 86_400_000);
    await world.database.db.backup.update({ where: { pk: waiting.pk }, data: { expiresAt: longAgo } });
    const releasing = { saleStatus: "Releasing", releaseRequestedAt: world.clock.now() } as const;
    await world.database.db.instance.update({ where: { pk: instance.pk }, data: releasing });
    const of = { accountId, region, product: "instance.software", resourceId: instance.instanceId, paidWith: null };
    const { pk: refundPk } = await transaction(world.ctx, (tx) =>
      placeRefund(tx, of, 5n, { reason: "Unsubscribed", of: instance.instanceId }),
    );
    await takeSystemBackup(operatorOf(world), { reason: "mid-reset" });
    const { next, database, operator } = await anEmptyWorld();
    const { unreadable } = await rebuildFromStore(operator, {});
    expect(unreadable.map(({ reason }) => reason)).toContain("being reset");
    const backup = ({ pk }: { pk: string }) => database.db.backup.findUniqueOrThrow({ where: { pk } });
    expect(await backup(bought)).toMatchObject({ state: "Resetting", expiresAt: bought.expiresAt });
    expect(await backup(waiting)).toMatchObject({ expiresAt: world.clock.now() });
    await endBackups({ ...next.ctx, db: database.db });
    expect(await backup(waiting)).toMatchObject({ state: "Expired" });
    expect(await database.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } })).toMatchObject({
      saleStatus: "Normal",
      releaseRequestedAt: null,
    });
    expect(await database.db.order.findUniqueOrThrow({ where: { pk: refundPk } })).toMatchObject({
      state: "Cancelled",
      cancelledAt: world.clock.now(),
    });
    await resetBackup(ctx, resetBackup.schema.parse({ region, backupId: bought.backupId, confirm: bought.backupId }));
  });
});

describe("taking it", () => {
  it("leaves the last one whole wherever it ends, and the next one clears up", async () => {
    const { id: installation } = await world.database.db.installation.findFirstOrThrow();
    const listed = async () =>
      (await listSystemBackups(operatorOf(world), {}))[0]?.systemBackups.map(({ name }) => name);
    for (const last of ["begun", "key", "packs"] as TakingStep[]) {
      const before = await listed();
      const { ctx } = world;
      const taking = {
        connect: () => connectBeside(ctx.db),
        store: world.store,
        keyring: ctx.keyring as Keyring,
        now: ctx.now,
        newId: ctx.newId,
        waitMs: 0,
        onStep: (step: TakingStep) => {
          if (step === last) throw new Error("ended here");
        },
      };
      await expect(writeSystemBackup(taking, "ended")).rejects.toThrow("ended here");
      expect(await listed()).toEqual(before);
    }
    const next = await takeSystemBackup(operatorOf(world), { reason: "next" });
    expect((await listed())?.[0]).toBe(next.name);
    const objects = await world.store.list(`kms1/${installation}/system/`);
    const folders = new Set(objects.map((object) => object.split("/")[3]));
    expect([...folders].toSorted()).toEqual((await listed())?.toSorted());
  });

  it("is done by the clock once an hour, whether the clock jumps ahead or back, by the worker's own role", async () => {
    const worker = await dbAs(world.database, "kms_worker");
    others.push(worker);
    const ctx = { ...world.ctx, db: worker.db };
    const count = () => world.database.db.systemBackup.count({ where: { reason: "hourly", errorCode: null } });
    const due = async () => {
      const before = await count();
      await takeDueSystemBackup(ctx);
      return (await count()) - before;
    };
    world.clock.advance({ hours: 1 });
    expect([await due(), await due()]).toEqual([1, 0]);
    world.clock.advance({ minutes: 59 });
    expect(await due()).toBe(0);
    world.clock.advance({ minutes: 1 });
    expect(await due()).toBe(1);
    world.clock.advance({ days: -2 });
    expect([await due(), await due()]).toEqual([1, 0]);
    const broken = {
      ...ctx,
      ports: { backupStore: { ...world.store, name: "x", list: () => Promise.reject(new Error("away")) } },
    };
    world.clock.advance({ hours: 2 });
    await expect(takeDueSystemBackup(broken as unknown as Ctx)).rejects.toMatchObject({
      code: "BackupStoreUnavailable",
    });
    expect(await due()).toBe(0);
    world.clock.advance({ minutes: 5 });
    expect(await due()).toBe(1);
  });
});
