import { afterAll, beforeAll, expect, it } from "vitest";
import { randomBytes } from "@/lib/crypto/random";
import { anImportedKey, imported } from "@/lib/testing/builders/an-imported-key";
import { decrypt } from "../keys/decrypt";
import { deleteKeyMaterial } from "../keys/delete-key-material";
import { describeKey } from "../keys/describe-key";
import { destroyKeyRows } from "../keys/destroy-key";
import { encrypt } from "../keys/encrypt";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { transaction } from "../transaction";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { restoreBackupKey } from "./restore-backup-key";
import { runBackup } from "./run-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const destroy = async (keyId: string) => {
  const { pk } = await world.database.db.key.findFirstOrThrow({ where: { keyId } });
  await transaction(world.ctx, (tx) => destroyKeyRows(tx, [pk]));
};

it("brings a key back without the material that was deleted, pending deletion or not; the same is imported again (KEY-44, KEY-65, BKP-96)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const { ctx } = account;
  const { region } = instance;
  const secret = randomBytes(32);
  const key = await anImportedKey(ctx, { instance, material: secret });
  const pending = await anImportedKey(ctx, { instance, material: secret });
  const named = { region, key: key.keyId };
  const { blob } = await encrypt(ctx, { ...named, plaintext: Buffer.from("before") });
  await runBackup(world.ctx, backup.pk);

  // What is deleted after a run is gone from the next one, though the key's own columns stay as they are.
  await scheduleKeyDeletion(ctx, { region, key: pending.keyId, windowDays: 7 });
  world.clock.advance({ minutes: 5 });
  await runBackup(world.ctx, backup.pk);
  await deleteKeyMaterial(ctx, named);
  await deleteKeyMaterial(ctx, { region, key: pending.keyId });
  world.clock.advance({ minutes: 5 });
  await runBackup(world.ctx, backup.pk);
  const { lastTickAt } = await world.database.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  for (const { keyId } of [key, pending]) {
    await destroy(keyId);
    const destination = { region, instanceId: instance.instanceId };
    await restoreBackupKey(ctx, {
      ...{ region: backup.region, backupId: backup.backupId, at: lastTickAt as Date, destination, keyId },
    });
    expect(await describeKey(ctx, { region, key: keyId })).toMatchObject({
      state: "PendingImport",
      imported: { present: false, before: true },
    });
  }
  await expect(imported(ctx, key, randomBytes(32))).rejects.toMatchObject({ code: "InvalidKeyMaterial" });
  await imported(ctx, key, secret);
  expect((await decrypt(ctx, { region, blob })).plaintext.toString()).toBe("before");
});

it("brings imported material back that the backup holds, until the end that it had (KEY-64)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const { ctx } = account;
  const { region } = instance;
  const expiresAt = new Date(world.clock.now().getTime() + 3600_000);
  const key = await anImportedKey(ctx, { instance, expiresAt });
  await runBackup(world.ctx, backup.pk);
  const at = world.clock.now();
  await destroy(key.keyId);
  const destination = { region, instanceId: instance.instanceId };
  await restoreBackupKey(ctx, {
    ...{ region: backup.region, backupId: backup.backupId, at, destination, keyId: key.keyId },
  });
  expect(await describeKey(ctx, { region, key: key.keyId })).toMatchObject({
    state: "Enabled",
    imported: { present: true },
  });
  world.clock.set(expiresAt);
  expect(await describeKey(ctx, { region, key: key.keyId })).toMatchObject({ state: "PendingImport" });
});
