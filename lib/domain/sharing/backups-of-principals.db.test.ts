import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "../backups/backups.test-support";
import { ensureDefaultBackups } from "../backups/bind-backup";
import { enableBackup } from "../backups/enable-backup";
import { listBackupItems } from "../backups/list-backup-items";
import { listBackups } from "../backups/list-backups";
import { listRestoreDestinations } from "../backups/list-restore-destinations";
import { restoreBackupKey } from "../backups/restore-backup-key";
import { restoreBackupSecret } from "../backups/restore-backup-secret";
import { runBackup } from "../backups/run-backup";
import { businessDayOf } from "../calendar";
import { countKeys } from "../keys/count-keys";
import { destroyKeyRows } from "../keys/destroy-key";
import { encrypt } from "../keys/encrypt";
import { setKeyPolicy } from "../keys/set-key-policy";
import { destroySecretRows } from "../secrets/destroy-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { setSecretPolicy } from "../secrets/set-secret-policy";
import { transaction } from "../transaction";
import { deleteResourceShare } from "./shares/delete-resource-share";
import { setInstanceSharingMode } from "./shares/set-instance-sharing-mode";

// Backups of a shared instance (SHR-13, SHR-17, BKP-98, BKP-99, BKP-105): A owns it and backs it up, B works in it.
const region = "cn-hangzhou";
let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const db = () => world.database.db;
const refused = (code: string) => expect.objectContaining({ code });

async function aSharedBackedUpInstance() {
  const { account: a, instance, backup } = await aBackedUpInstance(world);
  const b = await anAccount(world);
  await aDirectory(a, [b]);
  const { shareId } = await aShare(a.ctx, instance, [b]);
  const key = await aKey(b.ctx, { instance, alias: `alias/of-b-${instance.instanceId}` });
  const secret = await aSecret(b.ctx, { encryptionKey: key.keyId, name: `of-b-${key.keyId}`, value: "kept" });
  const mine = await aKey(a.ctx, { instance });
  await runBackup(world.ctx, backup.pk);
  const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  const saved = { region, backupId: backup.backupId, at: lastTickAt as Date };
  return { a, b, instance, backup, shareId, key, secret, mine, saved };
}
type Shared = Awaited<ReturnType<typeof aSharedBackedUpInstance>>;

async function destroy({ key, secret }: Pick<Shared, "key" | "secret">): Promise<void> {
  await transaction(world.ctx, async (tx) => {
    const { pk: secretPk } = await tx.db.secret.findFirstOrThrow({ where: { name: secret.name } });
    await destroySecretRows(tx, [secretPk]);
    const { pk: keyPk } = await tx.db.key.findFirstOrThrow({ where: { keyId: key.keyId } });
    await destroyKeyRows(tx, [keyPk]);
  });
}

const into = ({ instanceId }: InstanceModel) => ({ destination: { region, instanceId } });
const restoreKey = ({ a, b, key, saved }: Shared, to: InstanceModel) =>
  restoreBackupKey(a.ctx, { ...saved, ...into(to), keyId: key.keyId, accountId: b.accountId });
const restoreSecret = ({ a, b, secret, saved }: Shared, to: InstanceModel) =>
  restoreBackupSecret(a.ctx, { ...saved, ...into(to), name: secret.name, accountId: b.accountId });

/** Ids in the tabs of the day's first run, as A sees them. */
async function itemsOf({ a, saved }: Shared): Promise<string[]> {
  const day = businessDayOf(saved.at, "Asia/Shanghai");
  const ids: string[] = [];
  for (const tab of ["fullKeys", "fullSecrets"] as const) {
    const page = await listBackupItems(a.ctx, listBackupItems.schema.parse({ ...saved, day, tab }));
    expect(page.total).toBe(page.rows.length);
    ids.push(...page.rows.map(({ id }) => id));
  }
  return ids.sort();
}

async function offered({ a, b, key, saved }: Shared): Promise<Record<string, string | null>> {
  const item = { kind: "key" as const, id: key.keyId, accountId: b.accountId, versions: 1, encryptionKeyId: null };
  const rows = await listRestoreDestinations(a.ctx, { ...saved, item });
  return Object.fromEntries(rows.map(({ instanceId, refusal }) => [instanceId, refusal]));
}

describe("under joint ownership", () => {
  it("the owner's backup holds what a principal made; the principal has none of the instance (SHR-13, BKP-157)", async () => {
    const shared = await aSharedBackedUpInstance();
    expect(await itemsOf(shared)).toEqual([shared.key.keyId, shared.mine.keyId, shared.secret.name].sort());
    const { b, instance, backup } = shared;
    await ensureDefaultBackups(b.ctx, b.accountId);
    const [own] = await listBackups(b.ctx, { region });
    expect((await listBackups(b.ctx, { region })).some(({ backupId }) => backupId === backup.backupId)).toBe(false);
    const wish = { region, instanceId: instance.instanceId };
    if (!own) throw new Error("every account has a default backup");
    await expect(enableBackup(b.ctx, enableBackup.schema.parse({ ...wish, backupId: own.backupId }))).rejects.toEqual(
      refused("RestoreNotOwner"), // BKP-157
    );
    await expect(
      enableBackup(b.ctx, enableBackup.schema.parse({ ...wish, backupId: backup.backupId })),
    ).rejects.toEqual(refused("BackupNotFound"));
    const { saved, key } = shared;
    await expect(
      restoreBackupKey(b.ctx, { ...saved, ...into(instance), keyId: key.keyId, accountId: b.accountId }),
    ).rejects.toEqual(refused("BackupNotFound"));
  });

  it("what a principal made goes back into that instance only, and serves both again (BKP-98, BKP-158)", async () => {
    const shared = await aSharedBackedUpInstance();
    const { a, b, instance, key, secret } = shared;
    const elsewhere = await anInstance(a.ctx);
    await destroy(shared);
    expect(await offered(shared)).toEqual({
      [instance.instanceId]: null,
      [elsewhere.instanceId]: "RestoreSharedInstanceOnly",
    });
    await expect(restoreKey(shared, elsewhere)).rejects.toEqual(refused("RestoreSharedInstanceOnly"));
    await restoreKey(shared, instance);
    await restoreSecret(shared, instance);
    expect(await db().key.findFirst({ where: { keyId: key.keyId } })).toMatchObject({ accountId: b.accountId });
    for (const { ctx } of [a, b]) {
      const input = { region, key: key.arn, plaintext: Buffer.from("x") };
      await expect(encrypt(ctx, input)).resolves.toMatchObject({ keyId: key.keyId });
      const value = getSecretValue.schema.parse({ region, secret: secret.arn });
      await expect(getSecretValue(ctx, value)).resolves.toMatchObject({ secretData: "kept" });
    }
    const { aliases } = await db().key.findFirstOrThrow({ where: { keyId: key.keyId }, include: { aliases: true } });
    expect(aliases).toMatchObject([{ accountId: b.accountId, jointInstancePk: instance.pk }]);
  });

  it("a name that another account took meanwhile is not restored over it (SHR-11, BKP-95)", async () => {
    const shared = await aSharedBackedUpInstance();
    const { a, instance, key, secret, mine } = shared;
    await destroy(shared);
    const taker = await aKey(a.ctx, { instance, alias: `alias/of-b-${instance.instanceId}` });
    await aSecret(a.ctx, { encryptionKey: mine.keyId, name: secret.name });
    const { warnings } = await restoreKey(shared, instance);
    expect(warnings).toEqual([{ code: "AliasTaken", name: taker.aliases[0] }]);
    await expect(restoreSecret(shared, instance)).rejects.toEqual(refused("RestoreSecretExists"));
    const item = {
      ...{ kind: "secret" as const, id: secret.name, accountId: shared.b.accountId },
      ...{ versions: 1, encryptionKeyId: key.keyId },
    };
    const rows = await listRestoreDestinations(a.ctx, { ...shared.saved, item });
    expect(rows).toMatchObject([{ instanceId: instance.instanceId, refusal: "RestoreSecretExists" }]);
  });

  it("nothing of theirs is restored once the share has ended (SHR-17, BKP-98, BKP-159)", async () => {
    const shared = await aSharedBackedUpInstance();
    const { a, instance, mine, saved, shareId } = shared;
    await destroy(shared);
    await deleteResourceShare(a.ctx, { region, shareId });
    expect(await offered(shared)).toEqual({ [instance.instanceId]: "RestoreShareTerminated" });
    await expect(restoreKey(shared, instance)).rejects.toEqual(refused("RestoreShareTerminated"));
    await expect(restoreSecret(shared, instance)).rejects.toEqual(refused("RestoreShareTerminated"));
    // The owner's own goes anywhere, as ever.
    const elsewhere = await anInstance(a.ctx);
    const { pk } = await db().key.findFirstOrThrow({ where: { keyId: mine.keyId } });
    await transaction(world.ctx, (tx) => destroyKeyRows(tx, [pk]));
    await expect(restoreBackupKey(a.ctx, { ...saved, ...into(elsewhere), keyId: mine.keyId })).resolves.toMatchObject({
      keyId: mine.keyId,
    });
  });
});

describe("after the change to independent ownership (BKP-99)", () => {
  it("a principal's things leave the next run, are shown no more, and cannot be restored from older data", async () => {
    const shared = await aSharedBackedUpInstance();
    const { a, instance, backup, mine } = shared;
    await setInstanceSharingMode(a.ctx, { region, instanceId: instance.instanceId, mode: "Independent" });
    expect(await itemsOf(shared)).toEqual([mine.keyId]);
    world.clock.advance({ minutes: 5 });
    await runBackup(world.ctx, backup.pk);
    const held = await db().backupEntry.findMany({
      where: { backupPk: backup.pk, validTo: null, kind: { in: ["key", "secret"] } },
      select: { resourceId: true },
    });
    expect(held).toEqual([{ resourceId: mine.keyId }]);
    await destroy(shared);
    expect(await offered(shared)).toEqual({ [instance.instanceId]: "RestoreForeignOwner" });
    await expect(restoreKey(shared, instance)).rejects.toEqual(refused("RestoreForeignOwner"));
    await expect(restoreSecret(shared, instance)).rejects.toEqual(refused("RestoreForeignOwner"));
  });

  it("a secret of the owner's does not go back under a principal's key, which would serve nobody (SHR-08)", async () => {
    const shared = await aSharedBackedUpInstance();
    const { a, b, instance, backup, key } = shared;
    const encryptionKey = `acs:kms:${region}:${b.accountId}:key/${key.keyId}`;
    const secret = await aSecret(a.ctx, { encryptionKey, instance, name: `of-a-${key.keyId}` });
    world.clock.advance({ minutes: 5 });
    await runBackup(world.ctx, backup.pk);
    const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
    await transaction(world.ctx, async (tx) => {
      const { pk } = await tx.db.secret.findFirstOrThrow({ where: { name: secret.name } });
      await destroySecretRows(tx, [pk]);
    });
    await setInstanceSharingMode(a.ctx, { region, instanceId: instance.instanceId, mode: "Independent" });
    const at = lastTickAt as Date;
    const restore = restoreBackupSecret(a.ctx, { ...shared.saved, at, ...into(instance), name: secret.name });
    await expect(restore).rejects.toEqual(refused("RestoreEncryptionKeyMissing"));
  });

  it("a principal is told that its keys are in no backup (decisions 3, P10)", async () => {
    const { a, b, instance } = await aSharedBackedUpInstance();
    expect(await countKeys(b.ctx, { region })).toMatchObject({ total: 1, inNoBackup: 0 });
    await setInstanceSharingMode(a.ctx, { region, instanceId: instance.instanceId, mode: "Independent" });
    expect(await countKeys(b.ctx, { region })).toMatchObject({ total: 1, inNoBackup: 1 });
  });
});

it("whoever may look into a backup learns of nothing that is not in it (POL-25)", async () => {
  const { a, b, backup } = await aSharedBackedUpInstance();
  const elsewhere = await aKey(b.ctx, {});
  const item = {
    kind: "key",
    id: elsewhere.keyId,
    accountId: b.accountId,
    versions: 1,
    encryptionKeyId: null,
  } as const;
  const asked = listRestoreDestinations(a.ctx, { region, backupId: backup.backupId, item });
  await expect(asked).rejects.toEqual(refused("NoBackupData"));
});

describe("a restored policy", () => {
  it("counts the accounts that it lets in against access management (BKP-105, ERR-30)", async () => {
    const { account: a, instance, backup } = await aBackedUpInstance(world);
    const others: TestAccount[] = [await anAccount(world), await anAccount(world)];
    const key = await aKey(a.ctx, { instance });
    const secret = await aSecret(a.ctx, { encryptionKey: key.keyId, name: `policy-${key.keyId}` });
    const lets = (at: number) => ({
      policy: { administrators: [], users: [], crossAccountUsers: [`acs:ram::${others[at]?.accountId}:root`] },
    });
    await setKeyPolicy(a.ctx, setKeyPolicy.schema.parse({ region, key: key.keyId, ...lets(0) }));
    await setSecretPolicy(a.ctx, setSecretPolicy.schema.parse({ region, secret: secret.name, ...lets(1) }));
    await runBackup(world.ctx, backup.pk);
    const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
    const saved = { region, backupId: backup.backupId, at: lastTickAt as Date, ...into(instance) };
    await destroy({ key, secret });
    const quotaIs = (accessQuota: number) =>
      db().instance.update({ where: { pk: instance.pk }, data: { accessQuota } });
    await quotaIs(1);
    const full = refused("AccessQuotaExceeded");
    await expect(restoreBackupKey(a.ctx, { ...saved, keyId: key.keyId })).rejects.toEqual(full);
    expect(await db().key.count({ where: { keyId: key.keyId } })).toBe(0);
    await quotaIs(2);
    await restoreBackupKey(a.ctx, { ...saved, keyId: key.keyId });
    await expect(restoreBackupSecret(a.ctx, { ...saved, name: secret.name })).rejects.toEqual(full);
    await quotaIs(3);
    await restoreBackupSecret(a.ctx, { ...saved, name: secret.name });
  });
});
