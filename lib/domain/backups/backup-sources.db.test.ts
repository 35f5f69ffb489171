import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aPaidBackup } from "@/lib/testing/builders/a-paid-backup";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { businessDayOf } from "../calendar";
import type { Ctx } from "../context";
import { releaseInstance } from "../instances/release-instance";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { deleteBackup } from "./delete-backup";
import { describeResetImpact } from "./describe-reset-impact";
import { finishReset } from "./destroy-binding";
import { enableBackup } from "./enable-backup";
import { describeBackup, listBackups } from "./list-backups";
import { listSourceInstances } from "./list-source-instances";
import { resetBackup } from "./reset-backup";
import { runBackup } from "./run-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const region = "cn-hangzhou";
const db = () => world.database.db;
const zone = "Asia/Shanghai";

async function defaultOf(ctx: Ctx): Promise<string> {
  const found = (await listBackups(ctx, { region })).find(({ type }) => type === "Default");
  if (!found) throw new Error("every account has a Default backup");
  return found.backupId;
}

describe("sources (BKP-35, BKP-74, BKP-75, BKP-146, BKP-148)", () => {
  it("are the account's own software instances of the region, enabled or expired, with what backs them up", async () => {
    const { account, instance: old, backup } = await aBackedUpInstance(world, { imageVersion: "dkms-2.2.0" });
    const { ctx } = account;
    const expiring = await anInstance(ctx, { chargeType: "PREPAY", months: 1, name: "expired" });
    await anInstance(ctx, { enabled: false });
    await anInstance(ctx, { region: "ap-northeast-1" });
    await aBackedUpInstance(world);
    const backupId = await defaultOf(ctx);
    world.clock.advance({ days: 33 });
    const offered = await listSourceInstances(ctx, { region, backupId });
    expect(offered).toMatchObject([
      { instanceId: expiring.instanceId, name: "expired", service: "unavailable", refusal: null },
      {
        ...{ instanceId: old.instanceId, service: "serves", imageVersion: "dkms-2.2.0", refusal: "ImageVersionTooLow" },
        backups: [{ backupId: backup.backupId, type: "SystemCreated", alias: null }],
      },
    ]);
    const enable = (instanceId: string) => enableBackup(ctx, { region, backupId, instanceId });
    await expect(enable(old.instanceId)).rejects.toMatchObject({ code: "ImageVersionTooLow" });
    await expect(enable("kst-none")).rejects.toMatchObject({ code: "InvalidSourceInstance" });
    await enable(expiring.instanceId);
    const { pk } = await db().backup.findUniqueOrThrow({ where: { backupId } });
    expect(await runBackup(world.ctx, pk)).toMatchObject({ kind: "Full" });
    expect(await describeBackup(ctx, { region, backupId })).toMatchObject({ state: "Enabled", sourceExpired: true });
    // It is bound now, and offers no more.
    await expect(listSourceInstances(ctx, { region, backupId })).rejects.toMatchObject({
      code: "BackupAlreadyEnabled",
    });
    const second = await aPaidBackup(ctx);
    const again = await enableBackup(ctx, { region, backupId: second.backupId, instanceId: expiring.instanceId });
    expect(again.alsoIn).toEqual([backupId]);
  });
});

describe("a reset (BKP-112..114)", () => {
  it("names what is lost, and takes the alias or the ID of the backup", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const { ctx } = account;
    const [kept, lost] = [await aKey(ctx, { instance }), await aKey(ctx, { instance })];
    const secret = await aSecret(ctx, { encryptionKey: kept.keyId });
    const { backupId, pk } = await aPaidBackup(ctx, { viewableDays: 30, months: 12 });
    const of = { region, backupId };
    await expect(describeResetImpact(ctx, of)).rejects.toMatchObject({ code: "BackupNotEnabled" });
    await enableBackup(ctx, { ...of, instanceId: instance.instanceId, alias: "spare" });
    await runBackup(world.ctx, pk);
    await runBackup(world.ctx, backup.pk);
    const day = businessDayOf(world.clock.now(), zone);
    expect(await describeResetImpact(ctx, of)).toMatchObject({
      ...{ alias: "spare", type: "Paid", days: 1, from: day, to: day, keys: 2, secrets: 1 },
      ...{ sourceInstanceId: instance.instanceId, sourceState: "serves", lastCopies: { keys: 0, secrets: 0 } },
      alsoIn: [{ backupId: backup.backupId, type: "SystemCreated", alias: null }],
    });
    // What neither the instance nor the automatic backup holds any more is held here alone.
    await db().backupEntry.deleteMany({
      where: { backupPk: backup.pk, resourceId: { in: [lost.keyId, secret.name] } },
    });
    await releaseInstance(ctx, { region, instanceId: instance.instanceId, force: true });
    await db().backup.updateMany({ where: { instancePk: instance.pk }, data: { sourceReleasedAt: world.clock.now() } });
    expect(await describeResetImpact(ctx, of)).toMatchObject({
      sourceState: "released",
      lastCopies: { keys: 1, secrets: 1 },
    });
    for (const confirm of ["", "Spare", backup.backupId, "reset"]) {
      await expect(resetBackup(ctx, { ...of, confirm })).rejects.toMatchObject({
        code: "InvalidParameter",
        params: { name: "confirm" },
      });
    }
    const before = await db().backup.findUniqueOrThrow({ where: { pk } });
    await resetBackup(ctx, { ...of, confirm: "spare" });
    const { viewableDays, expiresAt } = before;
    const after = await db().backup.findUniqueOrThrow({ where: { pk } });
    expect(after).toMatchObject({ state: "Disabled", bindingId: null, viewableDays, expiresAt });
    const other = await anInstance(ctx);
    await enableBackup(ctx, { ...of, instanceId: other.instanceId });
    expect(await runBackup(world.ctx, pk)).toMatchObject({ run: 1, kind: "Full", changes: 0 });
  });

  it("is not for automatic backups, nor their deletion for anybody (BKP-15, BKP-20, BKP-144)", async () => {
    const { account, backup } = await aBackedUpInstance(world);
    const of = { region, backupId: backup.backupId, confirm: backup.backupId };
    await expect(resetBackup(account.ctx, of)).rejects.toMatchObject({ code: "BackupNotResettable" });
    await expect(deleteBackup(account.ctx, of)).rejects.toMatchObject({ code: "UnsupportedBackupType" });
    await expect(describeResetImpact(account.ctx, of)).rejects.toMatchObject({ code: "BackupNotResettable" });
  });
});

describe("an upload (BKP-14, BKP-15, BKP-50)", () => {
  /** As an upload leaves it: bound to no instance, one run. */
  async function anUpload() {
    const { account, instance } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    const backupId = await defaultOf(account.ctx);
    await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId, alias: "file" });
    const { pk } = await db().backup.findUniqueOrThrow({ where: { backupId } });
    await runBackup(world.ctx, pk);
    await db().backup.update({ where: { pk }, data: { type: "Upload", instancePk: null, viewableDays: 1 } });
    return { ctx: account.ctx, accountId: account.accountId, instance, backupId, pk, of: { region, backupId } };
  }

  it("is Available, offers neither download nor reset, and its deletion takes data and row (BKP-167)", async () => {
    const { ctx, accountId, instance, backupId, pk, of } = await anUpload();
    world.clock.advance({ days: 400 });
    expect(await describeBackup(ctx, of)).toMatchObject({
      ...{ state: "Enabled", late: false, actions: ["details", "restore", "delete"] },
      uploadedFrom: { instanceId: instance.instanceId },
    });
    expect(await describeResetImpact(ctx, of)).toMatchObject({ sourceState: "uploaded", keys: 1 });
    await expect(resetBackup(ctx, { ...of, confirm: "file" })).rejects.toMatchObject({ code: "BackupNotResettable" });
    const enabling = enableBackup(ctx, { ...of, instanceId: instance.instanceId });
    await expect(enabling).rejects.toMatchObject({ code: "UnsupportedBackupType" });
    const { base } = await namesIn(world, pk);
    await deleteBackup(ctx, { ...of, confirm: backupId });
    expect(await world.store.list(`${base}/`)).toEqual([]);
    await expect(describeBackup(ctx, of)).rejects.toMatchObject({ code: "BackupNotFound" });
    const told = await db().auditEvent.findMany({ where: { accountId, event: "DeleteBackup", outcome: "Success" } });
    expect(told.map(({ detail }) => (detail as { phase: string }).phase).sort()).toEqual(["begun", "finished"]);
  });

  it("whose deletion was interrupted is deleted by the worker, or by asking again", async () => {
    const { ctx, pk, of, backupId } = await anUpload();
    const broken = { ...ctx, ports: {} };
    const failed = deleteBackup(broken, { ...of, confirm: "file" });
    await expect(failed).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    expect(await describeBackup(ctx, of)).toMatchObject({ state: "Resetting", actions: ["delete"], range: null });
    await Promise.all([deleteBackup(ctx, { ...of, confirm: backupId }), finishReset(world.ctx, pk)]);
    expect(await db().backup.count({ where: { pk } })).toBe(0);
  });

  it("that was broken off is shown to nobody and leaves without a word", async () => {
    const { ctx, accountId, pk, of } = await anUpload();
    await db().backup.update({ where: { pk }, data: { state: "Uploading" } });
    await expect(describeBackup(ctx, of)).rejects.toMatchObject({ code: "BackupNotFound" });
    await db().backup.update({ where: { pk }, data: { leaving: true } });
    await finishReset(world.ctx, pk);
    expect(await db().backup.count({ where: { pk } })).toBe(0);
    expect(await db().auditEvent.count({ where: { accountId, event: "DeleteBackup" } })).toBe(0);
  });
});
