import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { finishRelease } from "../instances/finish-release";
import { RELEASE_JOB } from "../instances/instance-state";
import { releaseInstance } from "../instances/release-instance";
import { claimJob } from "../jobs/lease";
import { decrypt } from "../keys/decrypt";
import { encrypt } from "../keys/encrypt";
import { getSecretValue } from "../secrets/get-secret-value";
import { backupCalendar, listBackupTicks } from "./backup-calendar";
import { backupCoverage } from "./backup-coverage";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn, systemBackupOf } from "./backups.test-support";
import { enableBackup } from "./enable-backup";
import { describeBackup, listBackups } from "./list-backups";
import { resetBackup } from "./reset-backup";
import { restoreBackupKey } from "./restore-backup-key";
import { restoreBackupSecret } from "./restore-backup-secret";
import { runBackup } from "./run-backup";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const region = "cn-hangzhou";
const backupRow = (backupId: string) => world.database.db.backup.findUniqueOrThrow({ where: { backupId } });
const defaultOf = async (ctx: Parameters<typeof listBackups>[0], inRegion = region) => {
  const found = (await listBackups(ctx, { region: inRegion })).find((backup) => backup.type === "Default");
  if (!found) throw new Error("every account has a Default backup in every region");
  return found;
};

describe("the Backups page", () => {
  it("lists the automatic backup of an instance and the Default one of the region (BKP-12, BKP-62, BKP-64)", async () => {
    const { account, instance } = await aBackedUpInstance(world);
    expect(await listBackups(account.ctx, { region })).toMatchObject([
      {
        type: "SystemCreated",
        state: "Enabled",
        viewableDays: 90,
        sourceInstanceId: instance.instanceId,
        actions: ["details", "restore", "download"],
      },
      { type: "Default", state: "Disabled", viewableDays: 7, sourceInstanceId: null, range: null, actions: ["enable"] },
    ]);
    expect(await listBackups(account.ctx, { region: "ap-northeast-1" })).toMatchObject([{ type: "Default" }]);
  });

  it("says what is late and what failed (P7)", async () => {
    const { account, backup } = await aBackedUpInstance(world);
    await runBackup(world.ctx, backup.pk);
    const view = () => describeBackup(account.ctx, { region, backupId: backup.backupId });
    expect(await view()).toMatchObject({ late: false, failure: null });
    world.clock.advance({ minutes: 11 });
    await expect(runBackup({ ...world.ctx, ports: {} }, backup.pk)).rejects.toMatchObject({
      code: "BackupStoreUnavailable",
    });
    expect(await view()).toMatchObject({ late: true, failure: { code: "BackupStoreUnavailable" } });
    await runBackup(world.ctx, backup.pk);
    expect(await view()).toMatchObject({ late: false, failure: null });
    const day = (await view()).range?.to ?? "";
    expect(await backupCalendar(account.ctx, { region, backupId: backup.backupId })).toMatchObject([
      { day, runs: 2, failures: 1 },
    ]);
    expect(await listBackupTicks(account.ctx, { region, backupId: backup.backupId, day })).toMatchObject([
      { state: "Complete", kind: "Full" },
      { state: "Failed" },
      { state: "Complete", kind: "Incremental" },
    ]);
  });

  it("shows a day without a run as without data, never as the day before (BKP-33, BKP-150)", async () => {
    const { account, backup } = await aBackedUpInstance(world);
    await runBackup(world.ctx, backup.pk);
    world.clock.advance({ days: 2 });
    await runBackup(world.ctx, backup.pk);
    const days = await backupCalendar(account.ctx, { region, backupId: backup.backupId });
    expect(days.map((day) => [day.runs, day.fullAt !== null])).toEqual([
      [1, true],
      [0, false],
      [1, true],
    ]);
  });

  it("counts the keys that are in no backup (decisions 3)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    await aKey(account.ctx, { instance });
    await aKey(account.ctx); // a KMS 1.0 key
    expect(await backupCoverage(account.ctx, { region })).toEqual({ keys: 3, inNoBackup: 2 });
  });
});

describe("Enable and Reset", () => {
  it("binds the Default backup, takes a full, and Reset destroys it all, key first (BKP-73, BKP-112, invariant 7)", async () => {
    const { account, instance } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    const { backupId } = await defaultOf(account.ctx);
    await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId, alias: "nightly" });
    const { pk, bindingId } = await backupRow(backupId);
    expect(await runBackup(world.ctx, pk)).toMatchObject({ kind: "Full", changes: 1 });
    const names = await namesIn(world, pk);
    expect(await world.store.list(`${names.base}/`)).not.toEqual([]);

    await resetBackup(account.ctx, { region, backupId, confirm: "nightly" });
    expect(await world.store.list(`${names.base}/`)).toEqual([]);
    expect(await describeBackup(account.ctx, { region, backupId })).toMatchObject({
      state: "Disabled",
      sourceInstanceId: null,
      alias: "nightly",
    });
    const [key] = await world.database.sql("SELECT sealed, destroyed_at FROM wrapping_key WHERE owner_pk = $1", [
      bindingId,
    ]);
    expect(key).toMatchObject({ sealed: null, destroyed_at: expect.any(Date) });
    expect(await world.database.db.backupEntry.count({ where: { backupPk: pk } })).toBe(0);

    await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId });
    expect(await runBackup(world.ctx, pk)).toMatchObject({ run: 1, kind: "Full", changes: 1 });
  });

  it("warns of another manual backup of the instance and refuses what BKP-51 and BKP-146..148 refuse", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const { backupId } = await defaultOf(account.ctx);
    const enable = (more: object = {}) =>
      enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId, ...more });
    const elsewhere = await anInstance(account.ctx, { region: "ap-northeast-1" });
    const waiting = await anInstance(account.ctx, { enabled: false });
    const theirs = (await aBackedUpInstance(world)).instance;
    for (const { instanceId } of [elsewhere, waiting, theirs])
      await expect(enable({ instanceId })).rejects.toMatchObject({ code: "InvalidSourceInstance" });
    await expect(enable({ alias: "no spaces" })).rejects.toMatchObject({ code: "InvalidBackupAlias" });
    await expect(enable({ backupId: backup.backupId })).rejects.toMatchObject({ code: "UnsupportedBackupType" });
    await expect(resetBackup(account.ctx, { region, backupId, confirm: backupId })).rejects.toMatchObject({
      code: "BackupNotEnabled",
    });
    const automatic = { region, backupId: backup.backupId, confirm: backup.backupId };
    await expect(resetBackup(account.ctx, automatic)).rejects.toMatchObject({ code: "BackupNotResettable" });
    expect(await enable()).toMatchObject({ alsoIn: [] });
    await expect(enable()).rejects.toMatchObject({ code: "BackupAlreadyEnabled" });
    const stranger = await anAccount(world);
    await expect(describeBackup(stranger.ctx, { region, backupId })).rejects.toMatchObject({ code: "BackupNotFound" });
  });
});

it("survives the release of its instance: restored into a new one, the old ciphertext opens (BKP-36, BKP-53, BKP-102)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance });
  const sealed = await encrypt(
    account.ctx,
    encrypt.schema.parse({ region, key: key.keyId, plaintext: Buffer.from("kept") }),
  );
  await runBackup(world.ctx, backup.pk);
  // After the last tick: only the final run can hold it.
  const secret = await aSecret(account.ctx, { encryptionKey: key.keyId, value: "made last" });
  await releaseInstance(account.ctx, releaseInstance.schema.parse({ region, instanceId: instance.instanceId }));
  const job = await claimJob(world.ctx, [RELEASE_JOB]);
  if (!job) throw new Error("releasing makes a job");
  expect(await finishRelease(world.as({ kind: "system", job: RELEASE_JOB }), job)).toBe("released");
  expect(await world.database.db.key.count({ where: { keyId: key.keyId } })).toBe(0);

  world.clock.advance({ days: 40 });
  const view = await describeBackup(account.ctx, { region, backupId: backup.backupId });
  expect(view).toMatchObject({
    sourceReleasedAt: expect.any(Date),
    late: false,
    verifyError: null,
    actions: ["details", "restore", "download"],
  });
  expect(view.recoveryPoint).not.toBeNull();
  const bought = await anInstance(account.ctx);
  const input = {
    region,
    backupId: backup.backupId,
    at: view.recoveryPoint as Date,
    destination: { region, instanceId: bought.instanceId },
  };
  await restoreBackupKey(account.ctx, { ...input, keyId: key.keyId });
  await restoreBackupSecret(account.ctx, { ...input, name: secret.name });
  const opened = await decrypt(account.ctx, decrypt.schema.parse({ region, blob: sealed.blob }));
  expect(Buffer.from(opened.plaintext).toString()).toBe("kept");
  expect(await getSecretValue(account.ctx, getSecretValue.schema.parse({ region, secret: secret.name }))).toMatchObject(
    { secretData: "made last" },
  );
  expect(await systemBackupOf(world, bought)).toMatchObject({ state: "Enabled" });
});
