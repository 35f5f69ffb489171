import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKeys, readSecrets } from "@/lib/db/backup-read.sql";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { createAlias } from "../keys/create-alias";
import { decrypt } from "../keys/decrypt";
import { destroyKeyRows } from "../keys/destroy-key";
import { encrypt } from "../keys/encrypt";
import { insertVersion, newVersionId } from "../keys/key-material";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { destroySecretRows } from "../secrets/destroy-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { putSecretValue } from "../secrets/put-secret-value";
import { transaction } from "../transaction";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { listBackupItems } from "./list-backup-items";
import { listRestoreDestinations } from "./list-restore-destinations";
import { restoreBackupKey } from "./restore-backup-key";
import { restoreBackupSecret } from "./restore-backup-secret";
import { runBackup } from "./run-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const db = () => world.database.db;
const keyRow = (keyId: string, region = "cn-hangzhou") =>
  db().key.findUnique({ where: { region_keyId: { region, keyId } } });
const destroyKey = async (keyId: string) => {
  const row = await db().key.findFirstOrThrow({ where: { keyId } });
  await transaction(world.ctx, (tx) => destroyKeyRows(tx, [row.pk]));
};
const destroySecret = async (name: string) => {
  const row = await db().secret.findFirstOrThrow({ where: { name } });
  await transaction(world.ctx, (tx) => destroySecretRows(tx, [row.pk]));
};

/** A key with all that a key can have, a rotation included, and a secret with two versions under it. */
async function aFullInstance() {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, {
    instance,
    alias: `alias/${instance.instanceId}`,
    description: "signs nothing",
    tags: [{ name: "team", value: "blue" }],
  });
  const row = await db().key.findFirstOrThrow({ where: { keyId: key.keyId }, include: { instance: true } });
  const { blob } = await encryptText(account, key.keyId, "made before the rotation");
  // A rotation, as its operation will make it (KEY-70): not there yet, so its rows are written here.
  await transaction(account.ctx, async (tx) => {
    const versionId = newVersionId(row);
    await insertVersion(tx, row, versionId, randomBytes(32));
    const rotated = {
      primaryVersionId: versionId,
      lastRotatedAt: tx.now(),
      automaticRotation: "Enabled",
      rotationSeconds: 864_000,
    } as const;
    await tx.db.key.update({ where: { pk: row.pk }, data: rotated });
    await tx.db.instance.update({ where: { pk: instance.pk }, data: { keyVersionsUsed: { increment: 1 } } });
  });
  const secret = await aSecret(account.ctx, {
    encryptionKey: key.keyId,
    value: "first",
    name: `db-${key.keyId}`,
    tags: [{ name: "a", value: "b" }],
  });
  await putSecretValue(account.ctx, {
    region: instance.region,
    secret: secret.name,
    versionId: "v2",
    secretData: "second",
    dataType: "text",
  });
  await runBackup(world.ctx, backup.pk);
  const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  const base = { region: backup.region, backupId: backup.backupId, at: lastTickAt as Date };
  return { account, instance, backup, key, secret, blob, base };
}

async function encryptText(account: TestAccount, key: string, text: string, region = "cn-hangzhou") {
  return encrypt(account.ctx, encrypt.schema.parse({ region, key, plaintext: Buffer.from(text) }));
}
const decryptText = async (account: TestAccount, blob: Uint8Array, region = "cn-hangzhou") => {
  const { plaintext } = await decrypt(account.ctx, decrypt.schema.parse({ region, blob }));
  return Buffer.from(plaintext).toString("utf8");
};
const at = (instance: InstanceModel) => ({ destination: { region: instance.region, instanceId: instance.instanceId } });

/** The item as a backup would save it, without what a restore is meant to change. */
async function savedKey(instancePk: string, keyId: string) {
  const pks = (await db().key.findMany({ where: { instancePk, keyId } })).map((row) => row.pk);
  const [read] = await readKeys(db(), instancePk, pks);
  const { region: _r, instanceId: _i, ...item } = JSON.parse(read?.item ?? "{}");
  const versions = (read?.versions ?? []).map((text) => {
    const { region: _vr, instanceId: _vi, material: _m, ...version } = JSON.parse(text);
    return version;
  });
  return { item, versions };
}
async function savedSecret(instancePk: string, name: string) {
  const pks = (await db().secret.findMany({ where: { instancePk, name } })).map((row) => row.pk);
  const [read] = await readSecrets(db(), instancePk, pks);
  const { region: _r, instanceId: _i, ...item } = JSON.parse(read?.item ?? "{}");
  return { item, versions: (read?.versions ?? []).map((text) => JSON.parse(text)) };
}

describe("restoring", () => {
  it("brings a destroyed key and its secret back with every attribute, and what they sealed opens (BKP-95, BKP-103, BKP-104, P5)", async () => {
    const { account, instance, key, secret, blob, base } = await aFullInstance();
    const keyBefore = await savedKey(instance.pk, key.keyId);
    const secretBefore = await savedSecret(instance.pk, secret.name);
    await destroySecret(secret.name);
    await destroyKey(key.keyId);
    await expect(decryptText(account, blob)).rejects.toMatchObject({ code: "KeyNotFound" });

    expect(await restoreBackupKey(account.ctx, { ...base, ...at(instance), keyId: key.keyId })).toMatchObject({
      versions: 2,
      warnings: [],
    });
    expect(await restoreBackupSecret(account.ctx, { ...base, ...at(instance), name: secret.name })).toMatchObject({
      versions: 2,
      warnings: [],
    });

    // The next rotation is drawn up anew (BKP-96); everything else is as it was, the sealed values to the byte.
    const { nextRotationAt, ...keyAfter } = (await savedKey(instance.pk, key.keyId)).item;
    expect(nextRotationAt).not.toBeNull();
    expect({ ...keyAfter, nextRotationAt: null }).toEqual(keyBefore.item);
    expect((await savedKey(instance.pk, key.keyId)).versions).toEqual(keyBefore.versions);
    expect(await savedSecret(instance.pk, secret.name)).toEqual(secretBefore);
    expect(await decryptText(account, blob)).toBe("made before the rotation");
    expect(
      await getSecretValue(account.ctx, getSecretValue.schema.parse({ region: instance.region, secret: secret.name })),
    ).toMatchObject({
      secretData: "second",
    });
    expect(await db().instance.findUniqueOrThrow({ where: { pk: instance.pk } })).toMatchObject({
      keyVersionsUsed: 2,
      secretsUsed: 1,
    });
    expect(await db().retiredId.count({ where: { id: key.keyId } })).toBe(0);
    expect(
      await db().auditEvent.count({
        where: { event: { in: ["RestoreBackupKey", "RestoreBackupSecret"] }, accountId: account.accountId },
      }),
    ).toBe(2);
  });

  it("restores into another region, where the copy lives its own life (BKP-97, BKP-100), rotation suspended (BKP-96)", async () => {
    const { account, key, secret, blob, base } = await aFullInstance();
    const there = await anInstance(account.ctx, { region: "ap-northeast-1" });
    expect(await restoreBackupKey(account.ctx, { ...base, ...at(there), keyId: key.keyId })).toMatchObject({
      region: "ap-northeast-1",
      warnings: [{ code: "RotationSuspended" }],
    });
    await restoreBackupSecret(account.ctx, { ...base, ...at(there), name: secret.name });
    expect(await keyRow(key.keyId, "ap-northeast-1")).toMatchObject({
      automaticRotation: "Suspended",
      nextRotationAt: null,
    });
    expect(await decryptText(account, blob, "ap-northeast-1")).toBe("made before the rotation");
    const read = getSecretValue.schema.parse({ region: "ap-northeast-1", secret: secret.name });
    expect(await getSecretValue(account.ctx, read)).toMatchObject({ secretData: "second" });
    expect(await keyRow(key.keyId)).toMatchObject({ automaticRotation: "Enabled" });
  });

  it("restores a key that was pending deletion to Enabled, and one that was disabled to Disabled (BKP-96)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const pending = await aKey(account.ctx, { instance, state: "PendingDeletion" });
    const disabled = await aKey(account.ctx, { instance, state: "Disabled" });
    await runBackup(world.ctx, backup.pk);
    const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
    const base = { region: backup.region, backupId: backup.backupId, at: lastTickAt as Date, ...at(instance) };
    for (const { keyId } of [pending, disabled]) {
      await destroyKey(keyId);
      await restoreBackupKey(account.ctx, { ...base, keyId });
    }
    expect(await keyRow(pending.keyId)).toMatchObject({ state: "Enabled", deleteAt: null });
    expect(await keyRow(disabled.keyId)).toMatchObject({ state: "Disabled" });
  });

  it("leaves an alias that was taken meanwhile to its new key, and says so (BKP-95)", async () => {
    const { account, instance, key, secret, base } = await aFullInstance();
    const alias = `alias/${instance.instanceId}`;
    await destroySecret(secret.name);
    await destroyKey(key.keyId);
    const other = await aKey(account.ctx, { instance });
    await createAlias(account.ctx, createAlias.schema.parse({ region: instance.region, key: other.keyId, alias }));
    const restored = await restoreBackupKey(account.ctx, { ...base, ...at(instance), keyId: key.keyId });
    expect(restored.warnings).toEqual([{ code: "AliasTaken", name: alias }]);
    expect(await db().alias.findFirst({ where: { name: alias }, include: { key: true } })).toMatchObject({
      key: { keyId: other.keyId },
    });
  });

  it("restores the state of the moment that is named, not a later one (BKP-103)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const key = await aKey(account.ctx, { instance, description: "as it was" });
    await runBackup(world.ctx, backup.pk);
    const before = world.clock.now();
    world.clock.advance({ minutes: 5 });
    await db().key.updateMany({ where: { keyId: key.keyId }, data: { description: "as it became" } });
    await runBackup(world.ctx, backup.pk);
    await destroyKey(key.keyId);
    world.clock.advance({ minutes: 5 });
    await runBackup(world.ctx, backup.pk);
    const moments = { region: backup.region, backupId: backup.backupId, ...at(instance), keyId: key.keyId };
    await expect(restoreBackupKey(account.ctx, { ...moments, at: world.clock.now() })).rejects.toMatchObject({
      code: "NoBackupData",
    });
    await restoreBackupKey(account.ctx, { ...moments, at: before });
    expect(await keyRow(key.keyId)).toMatchObject({ description: "as it was" });
  });
});

describe("a restore refuses, and changes nothing", () => {
  let full: Awaited<ReturnType<typeof aFullInstance>>;
  let empty: InstanceModel;
  beforeAll(async () => {
    full = await aFullInstance();
    empty = await anInstance(full.account.ctx, { region: "cn-shanghai" });
  });
  const key =
    (more: object = {}) =>
    () =>
      restoreBackupKey(full.account.ctx, { ...full.base, ...at(empty), keyId: full.key.keyId, ...more });
  const secret =
    (more: object = {}) =>
    () =>
      restoreBackupSecret(full.account.ctx, { ...full.base, ...at(empty), name: full.secret.name, ...more });

  const cases: [string, string, () => () => Promise<unknown>][] = [
    ["a key that exists in the region (BKP-151)", "RestoreKeyExists", () => key(at(full.instance))],
    ["a secret that exists in the region (BKP-152)", "RestoreSecretExists", () => secret(at(full.instance))],
    ["a secret without its encryption key (BKP-155)", "RestoreEncryptionKeyMissing", () => secret()],
    ["a day outside the range (BKP-149)", "NoBackupData", () => key({ at: new Date("2026-01-01T00:00:00Z") })],
    ["a day to come (BKP-150)", "NoBackupData", () => key({ at: new Date("2027-01-01T00:00:00Z") })],
    [
      "a key that the backup does not hold (BKP-150)",
      "NoBackupData",
      () => key({ keyId: "key-000000000000000000000" }),
    ],
    [
      "an instance that does not exist (BKP-156)",
      "RestoreDestinationInvalid",
      () => key({ destination: { region: "cn-shanghai", instanceId: "kst-none" } }),
    ],
    [
      "an instance named in the wrong region (BKP-156)",
      "RestoreDestinationInvalid",
      () => key({ destination: { region: "cn-hangzhou", instanceId: empty.instanceId } }),
    ],
    ["a backup of another region", "BackupNotFound", () => key({ region: "cn-shanghai" })],
  ];
  it.each(cases)("%s: %s", async (_what, code, attempt) => {
    const before = await counts();
    await expect(attempt()()).rejects.toMatchObject({ code });
    expect(await counts()).toEqual(before);
  });

  it("an instance that is not enabled, and one of another account (BKP-156)", async () => {
    const waiting = await anInstance(full.account.ctx, { region: "cn-shanghai", enabled: false });
    const stranger = await anAccount(world);
    const theirs = await anInstance(stranger.ctx, { region: "cn-shanghai" });
    for (const instance of [waiting, theirs])
      await expect(key(at(instance))()).rejects.toMatchObject({ code: "RestoreDestinationInvalid" });
  });

  it("another account's backup: it is not found (BKP-157, POL-25)", async () => {
    const stranger = await anAccount(world);
    const theirs = await anInstance(stranger.ctx, { region: "cn-shanghai" });
    const input = { ...full.base, ...at(theirs), keyId: full.key.keyId };
    await expect(restoreBackupKey(stranger.ctx, input)).rejects.toMatchObject({ code: "BackupNotFound" });
  });

  it("a key beyond the quota, counted in versions (BKP-153), and a secret beyond it (BKP-154)", async () => {
    const small = await anInstance(full.account.ctx, { region: "ap-southeast-1", keyQuota: 1, secretQuota: 0 });
    await expect(key(at(small))()).rejects.toMatchObject({ code: "KeyQuotaExceeded" });
    expect(await db().key.count({ where: { instancePk: small.pk } })).toBe(0);
    await db().instance.update({ where: { pk: small.pk }, data: { keyQuota: 2 } });
    await key(at(small))();
    await expect(secret(at(small))()).rejects.toMatchObject({ code: "SecretQuotaExceeded" });
    expect(await db().secret.count({ where: { instancePk: small.pk } })).toBe(0);
  });

  it("what is pending deletion in the region: cancel that instead (BKP-171)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const pending = await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    await scheduleKeyDeletion(account.ctx, { region: instance.region, key: pending.keyId, windowDays: 7 });
    const input = {
      region: backup.region,
      backupId: backup.backupId,
      at: world.clock.now(),
      ...at(instance),
      keyId: pending.keyId,
    };
    const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
    await expect(restoreBackupKey(account.ctx, { ...input, at: lastTickAt as Date })).rejects.toMatchObject({
      code: "RestorePendingDeletion",
    });
  });

  it("lists every instance with the code it would be refused by (BKP-90)", async () => {
    const item = {
      kind: "key",
      id: full.key.keyId,
      accountId: full.account.accountId,
      versions: 2,
      encryptionKeyId: null,
    } as const;
    const list = await listRestoreDestinations(full.account.ctx, {
      region: full.base.region,
      backupId: full.base.backupId,
      item,
    });
    const byInstance = new Map(list.map((row) => [row.instanceId, row.refusal]));
    expect(byInstance.get(empty.instanceId)).toBeNull();
    expect(byInstance.get(full.instance.instanceId)).toBe("RestoreKeyExists");
    expect(list[0]?.refusal).toBeNull();
  });

  const counts = async () => ({
    keys: await db().key.count(),
    versions: await db().keyVersion.count(),
    secrets: await db().secret.count(),
    aliases: await db().alias.count(),
    audits: await db().auditEvent.count(),
  });
});

it("shows in the tabs what each day held, added and rotated (BKP-80), with the moment to restore from", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const inFull = await aKey(account.ctx, { instance });
  await runBackup(world.ctx, backup.pk);
  world.clock.advance({ minutes: 5 });
  const later = await aKey(account.ctx, { instance });
  await runBackup(world.ctx, backup.pk);
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(world.clock.now());
  const tab = async (name: "fullKeys" | "incrementalKeys" | "rotatedKeys") => {
    const page = await listBackupItems(account.ctx, {
      region: backup.region,
      backupId: backup.backupId,
      day,
      tab: name,
      size: 20,
    });
    expect(page.total).toBe(page.rows.length);
    return page.rows;
  };
  expect(await tab("fullKeys")).toMatchObject([{ id: inFull.keyId, versions: 1, accountId: account.accountId }]);
  const [added] = await tab("incrementalKeys");
  expect(added).toMatchObject({ id: later.keyId });
  expect(await tab("rotatedKeys")).toEqual([]);
  await destroyKey(later.keyId);
  await restoreBackupKey(account.ctx, {
    region: backup.region,
    backupId: backup.backupId,
    at: added?.at as Date,
    ...at(instance),
    keyId: later.keyId,
  });
  expect(await keyRow(later.keyId)).not.toBeNull();
});
