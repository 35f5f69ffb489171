import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { FolderStore } from "@/lib/external/folder-store";
import type { Ctx } from "../context";
import { createManagedSecret } from "../secrets/create-managed-secret";
import { deleteSecret } from "../secrets/delete-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { rotateSecret } from "../secrets/rotate-secret";
import { REGION, type RotationWorld, rotationWorld, work, workItOut } from "../secrets/rotations.test-support";
import { updateSecretRotationPolicy } from "../secrets/update-secret-rotation-policy";
import { REBUILT } from "../system-backup/take-system-backup";
import { restoreBackupSecret } from "./restore-backup-secret";
import { runBackup } from "./run-backup";

// What a restore brings of a managed secret: all that its next rotation needs (BKP-95, BKP-96, SEC-10..16, SEC-34).

const DAY_S = 86_400;
let at: RotationWorld;
let ctx: Ctx;
let worker: Ctx;
let folder: string;
beforeAll(async () => {
  at = await rotationWorld();
  folder = mkdtempSync(path.join(tmpdir(), "kms-managed-"));
  const ports = { ...at.account.ctx.ports, backupStore: new FolderStore(folder) };
  ctx = { ...at.account.ctx, ports };
  worker = { ...at.worker, ports };
  await ctx.db.installation.create({ data: { id: randomUuid(), createdAt: ctx.now(), timeZone: "Asia/Shanghai" } });
});
afterAll(async () => {
  await at.database.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowOf = (name: string) => ctx.db.secret.findFirstOrThrow({ where: { name } });
const read = async (name: string) =>
  JSON.parse((await getSecretValue(ctx, { region: REGION, secret: name })).secretData);

it("a managed secret comes back with type, configuration and interval, and rotates again; one without values is set up", async () => {
  const wish = { region: REGION, type: "Rds", encryptionKey: at.keyId, secretData: "$Auto" };
  const config = (AccountName: string) =>
    JSON.stringify({ SecretSubType: "DoubleUsers", DBInstanceId: "pg-1", AccountName, CustomData: { team: "a" } });
  const rotating = { automaticRotation: true, intervalSeconds: DAY_S };
  for (const name of ["kept", "unmade"]) {
    const more = { name, extendedConfig: config(name), ...rotating };
    await createManagedSecret(ctx, createManagedSecret.schema.parse({ ...wish, ...more }));
    // The accounts of the other are not made before the backup runs.
    if (name === "kept") await workItOut(at, (await rowOf(name)).pk);
  }
  const saved = await rowOf("kept");
  const backup = await ctx.db.backup.findFirstOrThrow({ where: { instancePk: at.instance.pk, type: "SystemCreated" } });
  await runBackup(worker, backup.pk);
  const { lastTickAt } = await ctx.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  for (const name of ["kept", "unmade"]) {
    await deleteSecret(ctx, deleteSecret.schema.parse({ region: REGION, secret: name, force: true }));
    const { instanceId } = at.instance;
    const base = { region: REGION, backupId: backup.backupId, at: lastTickAt as Date };
    await restoreBackupSecret(ctx, { ...base, destination: { region: REGION, instanceId }, name });
  }

  const { type, extendedConfig, targetId, rotationSeconds, automaticRotation, createdAt } = saved;
  const kept = await rowOf("kept");
  expect(kept).toMatchObject({ type, extendedConfig, targetId: "pg-1", rotationSeconds, automaticRotation, createdAt });
  expect(targetId).toBe("pg-1");
  expect(kept.nextRotationAt).toEqual(new Date(createdAt.getTime() + DAY_S * 1000));
  expect((await read("kept")).AccountName).toBe("kept");
  at.world.clock.advance({ days: 1 });
  await work(worker);
  expect(await read("kept")).toEqual({
    AccountName: "kept_clone",
    AccountPassword: at.target.passwords.get("kept_clone"),
  });
  expect((await rowOf("kept")).lastRotatedAt).toEqual(at.world.clock.now());

  await rotateSecret(ctx, { region: REGION, secret: "unmade" });
  await workItOut(at, (await rowOf("unmade")).pk);
  expect((await read("unmade")).AccountPassword).toBe(at.target.passwords.get("unmade"));
}, 60_000);

it("a secret whose account another one manages by now comes back at rest, and stays so while that one is there (BKP-96)", async () => {
  const config = JSON.stringify({ SecretSubType: "SingleUser", DBInstanceId: "pg-1" });
  at.target.passwords.set("shared", "first");
  const wish = (name: string) =>
    createManagedSecret.schema.parse({
      ...{ region: REGION, type: "Rds", encryptionKey: at.keyId, name, extendedConfig: config },
      secretData: JSON.stringify({ Accounts: [{ AccountName: "shared", AccountPassword: "first" }] }),
      ...{ automaticRotation: true, intervalSeconds: DAY_S },
    });
  await createManagedSecret(ctx, wish("one"));
  const backup = await ctx.db.backup.findFirstOrThrow({ where: { instancePk: at.instance.pk, type: "SystemCreated" } });
  at.world.clock.advance({ minutes: 5 });
  await runBackup(worker, backup.pk);
  const { lastTickAt } = await ctx.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  await deleteSecret(ctx, deleteSecret.schema.parse({ region: REGION, secret: "one", force: true }));
  await createManagedSecret(ctx, wish("two"));
  const base = { region: REGION, backupId: backup.backupId, at: lastTickAt as Date };
  const destination = { region: REGION, instanceId: at.instance.instanceId };
  await restoreBackupSecret(ctx, { ...base, destination, name: "one" });
  expect(await rowOf("one")).toMatchObject({ automaticRotation: "Disabled", nextRotationAt: null });
  const taken = { code: "TargetAccountManaged", params: { account: "shared" } };
  const again = { region: REGION, secret: "one" };
  await expect(rotateSecret(ctx, again)).rejects.toMatchObject(taken);
  await expect(updateSecretRotationPolicy(ctx, { ...again, enabled: true })).rejects.toMatchObject(taken);

  await deleteSecret(ctx, deleteSecret.schema.parse({ region: REGION, secret: "one", force: true }));
  await deleteSecret(ctx, deleteSecret.schema.parse({ region: REGION, secret: "two", force: true }));
  await restoreBackupSecret(ctx, { ...base, destination, name: "one" });
  expect(await rowOf("one")).toMatchObject({ automaticRotation: "Enabled" });
  // The same in a database that was rebuilt since: the one before may rotate there yet.
  await deleteSecret(ctx, deleteSecret.schema.parse({ region: REGION, secret: "one", force: true }));
  at.world.clock.advance({ minutes: 5 });
  const name = "20261122T000000Z";
  await ctx.db.systemBackup.create({
    data: { pk: ctx.newId(), name, reason: REBUILT, startedAt: ctx.now(), endedAt: ctx.now(), rows: 0n, bytes: 0n },
  });
  const { warnings } = await restoreBackupSecret(ctx, { ...base, destination, name: "one" });
  expect(warnings).toContainEqual({ code: "RotationSuspended" });
  expect(await rowOf("one")).toMatchObject({ automaticRotation: "Disabled", nextRotationAt: null });
});
