import { afterAll, beforeAll, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { destroyKeyRows } from "../keys/destroy-key";
import { disableKey } from "../keys/disable-key";
import { updateKeyDescription } from "../keys/update-key-description";
import { putSecretValue } from "../secrets/put-secret-value";
import { transaction } from "../transaction";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { compareBackup } from "./compare-backup";
import { runBackup } from "./run-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

it("compares two moments, or one and now: added, deleted, rotated, changed, and what differs", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const { ctx } = account;
  const { region } = instance;
  const [same, changed, deleted] = [
    await aKey(ctx, { instance }),
    await aKey(ctx, { instance, alias: `alias/c/${instance.instanceId}` }),
    await aKey(ctx, { instance }),
  ];
  const secret = await aSecret(ctx, { encryptionKey: same.keyId, name: `c-${same.keyId}` });
  await runBackup(world.ctx, backup.pk);
  const first = world.clock.now();
  world.clock.advance({ minutes: 5 });
  await updateKeyDescription(ctx, { region, key: changed.keyId, description: "other" });
  await disableKey(ctx, { region, key: changed.keyId });
  await transaction(world.ctx, async (tx) => {
    const { pk } = await tx.db.key.findFirstOrThrow({ where: { keyId: deleted.keyId } });
    await destroyKeyRows(tx, [pk]);
  });
  const version = { versionId: "v2", secretData: "second", dataType: "text" } as const;
  await putSecretValue(ctx, { region, secret: secret.name, ...version });
  const base = { region, backupId: backup.backupId, from: first };
  const compared = (more: object) =>
    compareBackup(ctx, compareBackup.schema.parse({ ...base, to: null, kind: "key", ...more }));

  // Not backed up yet: now is what the feed says.
  const now = await compared({});
  expect(now.totals).toEqual({ Added: 0, Deleted: 1, Rotated: 0, Changed: 1 });
  const secrets = await compared({ kind: "secret" });
  expect(secrets.rows).toMatchObject([
    {
      id: secret.name,
      change: "Rotated",
      fields: ["stages", "versions"],
      before: { versions: 1 },
      after: { versions: 2 },
    },
  ]);

  await runBackup(world.ctx, backup.pk);
  const second = world.clock.now();
  world.clock.advance({ minutes: 5 });
  const added = await aKey(ctx, { instance });
  expect((await compared({})).totals).toEqual({ Added: 1, Deleted: 1, Rotated: 0, Changed: 1 });
  expect((await compared({ from: second })).rows).toMatchObject([{ id: added.keyId, change: "Added", before: null }]);
  const between = await compared({ to: second });
  expect(between.rows.sort((left, right) => left.change.localeCompare(right.change))).toMatchObject([
    {
      ...{ id: changed.keyId, change: "Changed", fields: ["description", "state"], aliases: changed.aliases },
      ...{ before: { state: "Enabled", versions: 1 }, after: { state: "Disabled", versions: 1 } },
    },
    { id: deleted.keyId, change: "Deleted", after: null },
  ]);
  expect(await compared({ change: "Deleted" })).toMatchObject({ total: 1, next: null });
  const firstPage = await compared({ size: 1 });
  expect((await compared({ size: 1, after: firstPage.next })).rows[0]?.id).not.toBe(firstPage.rows[0]?.id);
  expect((await compared({ contains: "alias/c/" })).rows).toHaveLength(1);
  expect((await compared({ from: second, to: second })).totals).toEqual({
    Added: 0,
    Deleted: 0,
    Rotated: 0,
    Changed: 0,
  });

  await expect(compared({ from: second, to: first })).rejects.toMatchObject({ code: "InvalidParameter" });
  await expect(compared({ from: new Date("2026-01-01T00:00:00Z") })).rejects.toMatchObject({ code: "NoBackupData" });
  const { snapshot } = await world.database.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  await world.database.db.backup.update({ where: { pk: backup.pk }, data: { snapshot: null } });
  await expect(compared({})).rejects.toMatchObject({ code: "ServiceUnavailable" });
  expect((await compared({ to: second })).totals).toEqual(between.totals);
  await world.database.db.backup.update({ where: { pk: backup.pk }, data: { snapshot } });
  const stranger = await anAccount(world);
  const asked = compareBackup.schema.parse({ ...base, to: null, kind: "key" });
  await expect(compareBackup(stranger.ctx, asked)).rejects.toMatchObject({ code: "BackupNotFound" });
});
