import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { restoreJob } from "@/lib/jobs/restore";
import { runJob } from "@/lib/jobs/run-job";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { businessDayOf } from "../calendar";
import { claimJob } from "../jobs/lease";
import { destroyKeyRows } from "../keys/destroy-key";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { updateKeyDescription } from "../keys/update-key-description";
import { deleteSecret } from "../secrets/delete-secret";
import { destroySecretRows } from "../secrets/destroy-secret";
import { transaction } from "../transaction";
import { ageKeys } from "./backup-files.test-support";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { createRestorePlan } from "./create-restore-plan";
import { describeRestore } from "./describe-restore";
import { discardRestore } from "./discard-restore";
import { listRestoreItems } from "./list-restore-items";
import { listRestores } from "./list-restores";
import { prepareBackupDownload } from "./prepare-backup-download";
import { readBackupDownload } from "./read-backup-download";
import { runBackup } from "./run-backup";
import { type RestoreStep, runRestore } from "./run-restore";
import { startRestore } from "./start-restore";
import { stopRestore } from "./stop-restore";

// Restoring many (BKP-101): a plan first, then the work, then a report.

const region = "cn-hangzhou";
let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const db = () => world.database.db;
const refused = (code: string) => expect.objectContaining({ code });

async function destroy(instance: InstanceModel, keyIds?: string[]): Promise<void> {
  await transaction(world.ctx, async (tx) => {
    const secrets = await tx.db.secret.findMany({ where: { instancePk: instance.pk } });
    await destroySecretRows(
      tx,
      secrets.map(({ pk }) => pk),
    );
    const keys = await tx.db.key.findMany({ where: { instancePk: instance.pk, keyId: keyIds && { in: keyIds } } });
    await destroyKeyRows(
      tx,
      keys.map(({ pk }) => pk),
    );
  });
}

/** Three keys, and two secrets under the first of them, backed up. */
async function aWorkload() {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const keys = [];
  for (let n = 0; n < 3; n++)
    keys.push(await aKey(account.ctx, { instance, alias: `alias/${n}/${instance.instanceId}` }));
  const [first] = keys as [(typeof keys)[0]];
  const secrets = [];
  for (let n = 0; n < 2; n++)
    secrets.push(
      await aSecret(account.ctx, { encryptionKey: first.keyId, name: `s${n}-${first.keyId}`, value: `value ${n}` }),
    );
  await runBackup(world.ctx, backup.pk);
  const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  const asked = { region, backupId: backup.backupId, at: lastTickAt as Date };
  return { account, instance, backup, keys, first, secrets, asked };
}
type Workload = Awaited<ReturnType<typeof aWorkload>>;

const into = (instance: InstanceModel) => ({
  destination: { region: instance.region, instanceId: instance.instanceId },
});
const plan = ({ account, asked }: Workload, to: InstanceModel, more: object = {}) =>
  createRestorePlan(
    account.ctx,
    createRestorePlan.schema.parse({ ...asked, ...into(to), scope: { kind: "all" }, ...more }),
  );
const chosen = ({ account }: Workload, ...items: (readonly ["key" | "secret", string])[]) => ({
  scope: { kind: "items", items: items.map(([kind, id]) => ({ kind, id, accountId: account.accountId })) },
});

async function work(): Promise<void> {
  const job = await claimJob(world.ctx, ["restore"]);
  if (!job) throw new Error("no restore waits for the worker");
  await runJob(world.ctx, restoreJob, job);
}

async function verdicts(account: TestAccount, restoreId: string): Promise<Record<string, string>> {
  const page = await listRestoreItems(account.ctx, listRestoreItems.schema.parse({ region, restoreId, size: 100 }));
  return Object.fromEntries(page.rows.map(({ id, verdict }) => [id, verdict]));
}

it("restores a whole day: planned, begun, done, each item with its report and its event (BKP-101, BKP-102)", async () => {
  const load = await aWorkload();
  const { account, instance, keys, secrets } = load;
  await destroy(instance);
  const planned = await plan(load, instance);
  expect(planned).toMatchObject({
    state: "Planned",
    scope: "all",
    counts: { items: 5, keys: 3, secrets: 2, restore: 5, blocked: 0, units: { keys: 3, secrets: 2 } },
    byVerdict: [{ verdict: "Restore", count: 5 }],
    rootKey: { opens: true },
    actions: ["start", "discard"],
    lacking: [],
  });
  expect(planned.rootKey.generation).toContain(world.ctx.keyring?.fingerprint);
  expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(0);
  const named = { region, restoreId: planned.restoreId };
  await startRestore(account.ctx, named);
  await work();
  expect(await describeRestore(account.ctx, named)).toMatchObject({
    state: "Done",
    counts: { restored: 5, failed: 0, skipped: 0 },
    actions: [],
  });
  expect(await db().instance.findUniqueOrThrow({ where: { pk: instance.pk } })).toMatchObject({
    keyVersionsUsed: 3,
    secretsUsed: 2,
  });
  const events = await db().auditEvent.findMany({ where: { accountId: account.accountId }, orderBy: { id: "asc" } });
  const restored = events.filter(({ event }) => event === "RestoreBackupKey" || event === "RestoreBackupSecret");
  expect(restored.map(({ resource }) => resource).sort()).toEqual([...keys, ...secrets].map(({ arn }) => arn).sort());
  expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(["CreateRestorePlan", "StartRestore"]));
  expect(
    (await listRestores(account.ctx, { region, backupId: load.backup.backupId })).map(({ restoreId }) => restoreId),
  ).toEqual([planned.restoreId]);
});

describe("a plan says of each item what restoring it alone would answer", () => {
  it("adds the encryption key of a chosen secret by itself, before it", async () => {
    const load = await aWorkload();
    const { account, instance, first, secrets } = load;
    await destroy(instance);
    const [secret] = secrets as [(typeof secrets)[0]];
    const { restoreId, counts } = await plan(load, instance, chosen(load, ["secret", secret.name]));
    expect(counts).toMatchObject({ items: 2, added: 1, restore: 2 });
    const { rows } = await listRestoreItems(account.ctx, listRestoreItems.schema.parse({ region, restoreId }));
    expect(rows).toMatchObject([
      { kind: "key", id: first.keyId, added: true, verdict: "Restore" },
      { kind: "secret", id: secret.name, added: false, verdict: "Restore", encryptionKeyId: first.keyId },
    ]);
  });

  it("what exists, or waits for its deletion, is left alone (BKP-93, BKP-151, BKP-152, BKP-171, P6)", async () => {
    const load = await aWorkload();
    const { account, instance, keys, secrets } = load;
    const { restoreId } = await plan(load, instance);
    expect(new Set(Object.values(await verdicts(account, restoreId)))).toEqual(
      new Set(["RestoreKeyExists", "RestoreSecretExists"]),
    );
    await expect(startRestore(account.ctx, { region, restoreId })).rejects.toEqual(refused("RestoreNothingToDo"));
    const [, pending] = keys as [(typeof keys)[0], (typeof keys)[0]];
    await scheduleKeyDeletion(account.ctx, { region, key: pending.keyId, windowDays: 7 });
    const again = await plan(load, instance, chosen(load, ["key", pending.keyId], ["secret", secrets[0]?.name ?? ""]));
    const { rows } = await listRestoreItems(
      account.ctx,
      listRestoreItems.schema.parse({ region, restoreId: again.restoreId }),
    );
    expect(rows).toMatchObject([
      { id: pending.keyId, verdict: "RestorePendingDeletion", state: "Skipped" },
      { verdict: "RestoreSecretExists", pendingUntil: null },
    ]);
    expect(rows[0]?.pendingUntil).toBeInstanceOf(Date);
  });

  it("gives quota out in order, and says exactly which fit (BKP-92, BKP-153, BKP-154)", async () => {
    const load = await aWorkload();
    const { account } = load;
    const small = await anInstance(account.ctx, { region: "cn-shanghai", keyQuota: 2, secretQuota: 1 });
    const { restoreId, counts, quota } = await plan(load, small);
    const judged = await verdicts(account, restoreId);
    expect(Object.values(judged).filter((verdict) => verdict === "KeyQuotaExceeded")).toHaveLength(1);
    expect(counts.restore).toBe(Object.values(judged).filter((verdict) => verdict === "Restore").length);
    expect(quota).toMatchObject({ spareKeyUnits: 2, spareSecretUnits: 1, neededKeyUnits: 3 });
    await startRestore(account.ctx, { region, restoreId });
    await work();
    expect(await describeRestore(account.ctx, { region, restoreId })).toMatchObject({
      state: "Done",
      counts: { restored: counts.restore, failed: 0 },
    });
  });

  it("and in the same order where less is left by the time it is restored (BKP-153)", async () => {
    const load = await aWorkload();
    const { account } = load;
    const small = await anInstance(account.ctx, { region: "cn-shanghai", keyQuota: 3 });
    const { restoreId } = await plan(
      load,
      small,
      chosen(load, ...load.keys.map(({ keyId }) => ["key", keyId] as const)),
    );
    await db().instance.update({ where: { pk: small.pk }, data: { keyQuota: 1 } });
    await startRestore(account.ctx, { region, restoreId });
    await work();
    const { rows } = await listRestoreItems(account.ctx, listRestoreItems.schema.parse({ region, restoreId }));
    const beyond = { state: "Failed", errorCode: "KeyQuotaExceeded" };
    expect(rows).toMatchObject([{ state: "Restored" }, beyond, beyond]);
  });

  it("a secret whose key is neither there nor in the backup (BKP-94, BKP-155), and what was not held (BKP-150)", async () => {
    const load = await aWorkload();
    const { account, first, secrets, asked } = load;
    const elsewhere = await anInstance(account.ctx, { region: "ap-northeast-1" });
    await db().backupEntry.updateMany({
      where: { resourceId: first.keyId, kind: "key", backupPk: load.backup.pk },
      data: { validTo: asked.at },
    });
    const [secret] = secrets as [(typeof secrets)[0]];
    const { restoreId } = await plan(load, elsewhere, chosen(load, ["secret", secret.name], ["key", "key-none"]));
    expect(await verdicts(account, restoreId)).toEqual({
      [secret.name]: "RestoreEncryptionKeyMissing",
      "key-none": "NoBackupData",
    });
  });

  it("refuses the whole where nothing can be judged (BKP-149, BKP-150, BKP-156, POL-25)", async () => {
    const load = await aWorkload();
    const { account, instance } = load;
    const cases: [object, string][] = [
      [{ at: new Date("2026-01-01T00:00:00Z") }, "NoBackupData"],
      [{ at: new Date(load.asked.at.getTime() - 1) }, "NoBackupData"],
      [{ destination: { region, instanceId: "kst-none" } }, "RestoreDestinationInvalid"],
      [{ backupId: "bkp-none" }, "BackupNotFound"],
      [chosen(load, ["key", "key-none"]), "ok"],
    ];
    for (const [more, code] of cases) {
      const asking = plan(load, instance, more);
      if (code === "ok") await expect(asking).resolves.toMatchObject({ counts: { restore: 0 } });
      else await expect(asking).rejects.toEqual(refused(code));
    }
    for (const item of [{ accountId: "1".repeat(17) }, { accountId: "" }, { id: "k".repeat(193) }]) {
      const items = [{ kind: "key", id: "key-none", accountId: account.accountId, ...item }];
      expect(() => plan(load, instance, { scope: { kind: "items", items } })).toThrow();
    }
    const stranger = await anAccount(world);
    const { restoreId } = await plan(load, instance);
    await expect(describeRestore(stranger.ctx, { region, restoreId })).rejects.toEqual(refused("RestoreNotFound"));
    await expect(startRestore(stranger.ctx, { region, restoreId })).rejects.toEqual(refused("RestoreNotFound"));
    await expect(stopRestore(account.ctx, { region, restoreId })).rejects.toEqual(refused("RestoreNotRunnable"));
  });
});

it("a key of the destination that does not open keeps back the secrets under it, and nothing else (S4)", async () => {
  const load = await aWorkload();
  const { account, instance, keys, first } = load;
  await destroy(
    instance,
    keys.slice(1).map(({ keyId }) => keyId),
  );
  const { restoreId } = await plan(load, instance);
  const material = await db().keyMaterial.findFirstOrThrow({ where: { version: { key: { keyId: first.keyId } } } });
  const sealed = Uint8Array.from(material.sealed, (byte, at) => (at === material.sealed.length - 1 ? byte ^ 1 : byte));
  await db().keyMaterial.update({ where: { versionPk: material.versionPk }, data: { sealed } });
  await startRestore(account.ctx, { region, restoreId });
  await work();
  const done = await describeRestore(account.ctx, { region, restoreId });
  expect(done).toMatchObject({ state: "Done", counts: { restored: 2, failed: 2 } });
  expect(await db().restoreItem.count({ where: { errorCode: "InternalFailure", kind: "secret" } })).toBe(2);
});

it("stops between batches, goes on where it was, and can be let go of", async () => {
  const load = await aWorkload();
  const { account, instance } = load;
  await destroy(instance);
  const named = { region, restoreId: (await plan(load, instance)).restoreId };
  await startRestore(account.ctx, named);
  await stopRestore(account.ctx, named);
  await work();
  expect(await describeRestore(account.ctx, named)).toMatchObject({
    state: "Stopped",
    actions: ["resume", "discard"],
    counts: { restored: 0 },
  });
  await startRestore(account.ctx, named);
  await work();
  expect(await describeRestore(account.ctx, named)).toMatchObject({ state: "Done", counts: { restored: 5 } });

  const other = { region, restoreId: (await plan(load, instance)).restoreId };
  await discardRestore(account.ctx, other);
  await expect(describeRestore(account.ctx, other)).rejects.toEqual(refused("RestoreNotFound"));
});

it("snaps to the last tick at or before a moment (point in time)", async () => {
  const load = await aWorkload();
  const { account, instance, backup, keys, asked } = load;
  world.clock.advance({ minutes: 5 });
  const later = await aKey(account.ctx, { instance });
  await runBackup(world.ctx, backup.pk);
  await destroy(instance);
  const between = new Date(asked.at.getTime() + 60_000);
  const planned = await plan(load, instance, { at: between });
  expect(planned.at).toEqual(asked.at);
  expect(Object.keys(await verdicts(account, planned.restoreId))).not.toContain(later.keyId);
  expect(planned.counts.keys).toBe(keys.length);
  expect((await plan(load, instance, { at: world.clock.now() })).counts.keys).toBe(keys.length + 1);
});

it("what is lost of one moment stands in no other's way (P7)", async () => {
  const load = await aWorkload();
  const { account, instance, backup, first } = load;
  world.clock.advance({ minutes: 5 });
  await updateKeyDescription(account.ctx, { region, key: first.keyId, description: "changed" });
  await runBackup(world.ctx, backup.pk);
  const { bindingId } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  const { pack } = await db().backupEntry.findFirstOrThrow({
    where: { backupPk: backup.pk, kind: "key", resourceId: first.keyId, validTo: null },
  });
  const createdAt = world.clock.now();
  const lost = { problem: "lost", object: pack, kind: "key", id: first.keyId, accountId: account.accountId };
  await db().backupReport.create({
    data: {
      pk: world.ctx.newId(),
      reportId: `rpt-${first.keyId}`,
      backupPk: backup.pk,
      bindingId: bindingId ?? "",
      kind: "Verification",
      state: "Failed",
      createdBy: "job:verify-backup",
      createdAt,
      problems: [lost],
    },
  });
  await destroy(instance);
  const whole = await plan(load, instance);
  expect(whole.counts.blocked).toBe(0);
  const broken = await plan(load, instance, { at: world.clock.now() });
  expect(await verdicts(account, broken.restoreId)).toMatchObject({ [first.keyId]: "BackupDamaged" });
});

it("what is due to go and has not gone yet is destroyed first, then it comes back (KEY-51, SEC-40)", async () => {
  const load = await aWorkload();
  const { account, instance, keys, secrets } = load;
  const [, key] = keys as [(typeof keys)[0], (typeof keys)[0]];
  const [secret] = secrets as [(typeof secrets)[0]];
  await scheduleKeyDeletion(account.ctx, { region, key: key.keyId, windowDays: 7 });
  await deleteSecret(account.ctx, { region, secret: secret.name, recoveryWindowDays: 7, force: false });
  const before = await db().key.findFirstOrThrow({ where: { keyId: key.keyId } });
  world.clock.advance({ days: 7 });
  const planned = await plan(load, instance, chosen(load, ["key", key.keyId], ["secret", secret.name]));
  expect(planned.counts.restore).toBe(2);
  const named = { region, restoreId: planned.restoreId };
  await startRestore(account.ctx, named);
  await work();
  expect(await describeRestore(account.ctx, named)).toMatchObject({
    state: "Done",
    counts: { restored: 2, failed: 0 },
  });
  const after = await db().key.findFirstOrThrow({ where: { keyId: key.keyId } });
  expect(after).toMatchObject({ state: "Enabled", deleteAt: null });
  expect(after.pk).not.toBe(before.pk);
  const events = await db().auditEvent.findMany({ where: { accountId: account.accountId }, select: { event: true } });
  expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(["DeleteKey", "DeleteSecret"]));
});

it("what others made is not shown when it is jointly owned no more, nor given on (BKP-99)", async () => {
  const load = await aWorkload();
  const { account, instance, backup } = load;
  const own = (sharingMode: "Joint" | "Independent") =>
    db().instance.update({ where: { pk: instance.pk }, data: { sharingMode } });
  await own("Joint");
  const { restoreId } = await plan(load, instance);
  const other = await anAccount(world);
  const { pk: restorePk } = await db().restore.findUniqueOrThrow({ where: { restoreId } });
  const item = { kind: "key", resourceId: "key-theirs", units: 1, verdict: "RestoreKeyExists", notes: {} };
  await db().restoreItem.create({
    data: { ...item, pk: world.ctx.newId(), restorePk, ordinal: 999, accountId: other.accountId, state: "Skipped" },
  });
  const day = businessDayOf(load.asked.at, world.ctx.deployment.timeZone);
  const { recipient } = await ageKeys();
  const { transferId } = await prepareBackupDownload(account.ctx, {
    region,
    backupId: backup.backupId,
    day,
    recipient,
  });
  expect(await verdicts(account, restoreId)).toHaveProperty("key-theirs");
  await own("Independent");
  expect(await verdicts(account, restoreId)).not.toHaveProperty("key-theirs");
  await expect(readBackupDownload(account.ctx, { transferId, part: 0 })).rejects.toEqual(refused("BackupTransferOver"));
});

it("a backup that expires in the middle ends its restore, before any job has written that down (BKP-50, BKP-145)", async () => {
  const load = await aWorkload();
  const { account, instance, backup } = load;
  await destroy(instance);
  const expiresAt = new Date(world.clock.now().getTime() + 60_000);
  await db().backup.update({ where: { pk: backup.pk }, data: { type: "Paid", expiresAt } });
  const named = { region, restoreId: (await plan(load, instance)).restoreId };
  await startRestore(account.ctx, named);
  const job = await claimJob(world.ctx, ["restore"]);
  if (!job) throw new Error("no restore waits for the worker");
  const onStep = (step: RestoreStep) => {
    if (step === "read") world.clock.advance({ minutes: 1 });
  };
  await runRestore(world.ctx, job.subjectPk, job, { onStep });
  expect(await describeRestore(account.ctx, named)).toMatchObject({
    state: "Failed",
    errorCode: "BackupExpired",
    counts: { restored: 0 },
  });
});

it("a plan of a day that is no more within the queryable range is not begun (BKP-44, BKP-149)", async () => {
  const load = await aWorkload();
  const { account, instance, backup } = load;
  await destroy(instance);
  const named = { region, restoreId: (await plan(load, instance)).restoreId };
  world.clock.advance({ days: (backup.viewableDays ?? 0) + 1 });
  await runBackup(world.ctx, backup.pk);
  await expect(startRestore(account.ctx, named)).rejects.toEqual(refused("OutOfQueryableRange"));
});
