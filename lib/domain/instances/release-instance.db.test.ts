import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { aBackedUpInstance, type BackupWorld, backupWorld, systemBackupOf } from "../backups/backups.test-support";
import type { Ctx } from "../context";
import { enqueueJobs } from "../jobs/enqueue-job";
import { type ClaimedJob, claimJob, LeaseLost } from "../jobs/lease";
import { settleJob } from "../jobs/settle-job";
import { describeInstance } from "./describe-instance";
import { destroyInstance } from "./destroy-instance";
import { dueReleases } from "./due-releases";
import { finishRelease } from "./finish-release";
import { RELEASE_JOB } from "./instance-state";
import { releaseInstance } from "./release-instance";
import { setDefaultInstance } from "./set-default-instance";
import { setInstanceDeletionProtection } from "./set-instance-deletion-protection";
import { updateInstanceName } from "./update-instance-name";

let world: BackupWorld;
let worker: Ctx;
const region = "cn-hangzhou";

beforeAll(async () => {
  world = await backupWorld();
  worker = world.as({ kind: "system", job: RELEASE_JOB }, { source: "AliyunServiceEvent" });
});
afterAll(() => world.close());

const db = () => world.database.db;
const rowOf = (pk: string) => db().instance.findUniqueOrThrow({ where: { pk } });
const jobOf = (pk: string) =>
  db().job.findFirstOrThrow({ where: { kind: RELEASE_JOB, subjectPk: pk }, orderBy: { pk: "desc" } });

async function claim(): Promise<ClaimedJob> {
  const job = await claimJob(worker, [RELEASE_JOB]);
  if (!job) throw new Error("there is no release to do");
  return job;
}

/** As the worker does it. */
async function runReleaseJob(ctx: Ctx = worker) {
  const job = await claim();
  const outcome = await finishRelease(ctx, job);
  if (outcome !== "refused") await settleJob(ctx, job, { state: "Done" });
  return outcome;
}

const withoutStore = (): Ctx => ({ ...worker, ports: { ...worker.ports, backupStore: undefined } });

async function aFilledInstance() {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance });
  const secret = await aSecret(account.ctx, { instance, encryptionKey: key.keyId });
  return { account, instance, backup, key, secret, asked: { region, instanceId: instance.instanceId } };
}

describe("asking for a release (INS-49, INS-65)", () => {
  it("is refused for a subscription, under deletion protection, and for another account's instance", async () => {
    const [account, other] = [await anAccount(world), await anAccount(world)];
    const subscription = await anInstance(account.ctx, { chargeType: "PREPAY" });
    const release = (ctx: Ctx, instanceId: string, force = false) =>
      releaseInstance(ctx, { region, instanceId, force });
    await expect(release(account.ctx, subscription.instanceId)).rejects.toMatchObject({ code: "ReleaseNotPossible" });
    const { pk, instanceId } = await anInstance(account.ctx);
    await setInstanceDeletionProtection(account.ctx, { region, instanceId, enabled: true });
    await expect(release(account.ctx, instanceId, true)).rejects.toMatchObject({ code: "InstanceDeletionProtected" });
    await expect(release(other.ctx, instanceId)).rejects.toMatchObject({ code: "InstanceNotFound" });
    expect((await rowOf(pk)).saleStatus).toBe("Normal");
    expect(await db().job.count({ where: { subjectPk: pk } })).toBe(0);
  });

  it("is refused where no backup is enabled and its image allows none, unless forced (INS-65, BKP-06, BKP-169)", async () => {
    const { account, instance, backup, asked } = await aFilledInstance();
    await db().backup.delete({ where: { pk: backup.pk } });
    await db().instance.update({ where: { pk: instance.pk }, data: { imageVersion: "dkms-2.2.9" } });
    await expect(releaseInstance(account.ctx, { ...asked, force: false })).rejects.toMatchObject({
      code: "BackupRequired",
    });
    expect((await rowOf(instance.pk)).saleStatus).toBe("Normal");
    await releaseInstance(account.ctx, { ...asked, force: true });
    expect(await runReleaseJob()).toBe("released");
    expect((await rowOf(instance.pk)).saleStatus).toBe("Released");
  });

  it("refuses every change from its commit on, and a second release (decisions 10)", async () => {
    const { account, key, asked } = await aFilledInstance();
    await releaseInstance(account.ctx, { ...asked, force: false });
    const refused = { code: "InstanceReleasing" };
    await expect(releaseInstance(account.ctx, { ...asked, force: false })).rejects.toMatchObject(refused);
    await expect(aKey(account.ctx, { instance: asked })).rejects.toMatchObject(refused);
    await expect(aSecret(account.ctx, { instance: asked, encryptionKey: key.keyId })).rejects.toMatchObject(refused);
    await expect(updateInstanceName(account.ctx, { ...asked, name: "x" })).rejects.toMatchObject(refused);
    expect((await describeInstance(account.ctx, asked)).release).toMatchObject({ state: "Queued", errorCode: null });
    expect(await runReleaseJob()).toBe("released");
  });
});

describe("releasing (INS-64, BKP-36)", () => {
  it("takes a last verified backup, then destroys all keys, secrets and the instance's key at once", async () => {
    const { account, instance, backup, key, secret, asked } = await aFilledInstance();
    await setDefaultInstance(account.ctx, { ...asked, chosen: true });
    const versions = await db().keyVersion.findMany({ where: { key: { keyId: key.keyId } } });
    await releaseInstance(account.ctx, { ...asked, force: false });
    world.clock.advance({ minutes: 1 });
    expect(await runReleaseJob()).toBe("released");

    const held = await db().backupEntry.findMany({ where: { backupPk: backup.pk, validTo: null } });
    expect(held.map((entry) => entry.resourceId)).toEqual(expect.arrayContaining([key.keyId, secret.name]));
    expect(await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } })).toMatchObject({
      state: "Enabled",
      sourceReleasedAt: world.clock.now(),
      lastVerifiedAt: world.clock.now(),
      verifyError: null,
    });
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(0);
    expect(await db().secret.count({ where: { instancePk: instance.pk } })).toBe(0);
    expect(await db().keyMaterial.count({ where: { versionPk: { in: versions.map((version) => version.pk) } } })).toBe(
      0,
    );
    expect(await db().wrappingKey.findMany({ where: { kind: "Instance", ownerPk: instance.pk } })).toMatchObject([
      { sealed: null, destroyedAt: world.clock.now() },
    ]);
    expect(await db().defaultInstance.count({ where: { instancePk: instance.pk } })).toBe(0);
    expect(await rowOf(instance.pk)).toMatchObject({
      saleStatus: "Released",
      releasedAt: world.clock.now(),
      keyVersionsUsed: 0,
      secretsUsed: 0,
    });
    const retired = await db().retiredId.findMany({ where: { accountId: account.accountId } });
    expect(retired.map((row) => row.id)).toEqual(expect.arrayContaining([key.keyId, instance.instanceId]));
    await expect(describeInstance(account.ctx, asked)).rejects.toMatchObject({ code: "InstanceNotFound" });
    const events = await db().auditEvent.findMany({ where: { resource: { endsWith: instance.instanceId } } });
    expect(events.map((each) => each.event)).toEqual(expect.arrayContaining(["ReleaseInstance", "DestroyInstance"]));
  });

  it("needs no backup for an instance that was never enabled", async () => {
    const { ctx } = await anAccount(world);
    const { pk, instanceId } = await anInstance(ctx, { enabled: false });
    await releaseInstance(ctx, { region, instanceId, force: false });
    expect(await runReleaseJob(withoutStore())).toBe("released");
    expect((await rowOf(pk)).saleStatus).toBe("Released");
  });

  it("puts the instance back and keeps why when the last backup fails, and can be asked for again (BKP-169)", async () => {
    const { account, instance, key, asked } = await aFilledInstance();
    await releaseInstance(account.ctx, { ...asked, force: false });
    expect(await runReleaseJob(withoutStore())).toBe("refused");
    expect(await rowOf(instance.pk)).toMatchObject({ saleStatus: "Normal", releaseRequestedAt: null });
    expect((await describeInstance(account.ctx, asked)).release).toMatchObject({
      state: "Failed",
      errorCode: "BackupStoreUnavailable",
    });
    await aKey(account.ctx, { instance: asked }); // serves again
    await releaseInstance(account.ctx, { ...asked, force: false });
    expect(await runReleaseJob()).toBe("released");
    expect(await db().retiredId.count({ where: { id: key.keyId } })).toBe(1);
  });

  it("goes on without the last backup when forced (INS-65)", async () => {
    const { account, instance, asked } = await aFilledInstance();
    await releaseInstance(account.ctx, { ...asked, force: true });
    expect(await runReleaseJob(withoutStore())).toBe("released");
    expect((await rowOf(instance.pk)).saleStatus).toBe("Released");
  });

  it("is neither given up nor forced by a failure of another kind: the next attempt goes on", async () => {
    const { account, instance, asked } = await aFilledInstance();
    await releaseInstance(account.ctx, { ...asked, force: false });
    const job = await claim();
    const unable: Ctx = { ...worker, keyring: undefined };
    await expect(finishRelease(unable, job)).rejects.toThrow();
    expect((await rowOf(instance.pk)).saleStatus).toBe("Releasing");
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(1);
    expect(await finishRelease(worker, job)).toBe("released");
    await settleJob(worker, job, { state: "Done" });
  });

  it("stopped within the last transaction, has destroyed nothing; run again, it has destroyed all", async () => {
    const { account, instance, asked } = await aFilledInstance();
    await releaseInstance(account.ctx, { ...asked, force: false });
    await world.database.sql(`
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
      CREATE TRIGGER stop_here BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.event = 'DestroyInstance') EXECUTE FUNCTION stop_here();`);
    const job = await claim();
    await expect(finishRelease(worker, job)).rejects.toThrow();
    await world.database.sql("DROP TRIGGER stop_here ON audit_event; DROP FUNCTION stop_here()");
    expect((await rowOf(instance.pk)).saleStatus).toBe("Releasing");
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(1);
    expect(await db().keyMaterial.count({ where: { version: { key: { instancePk: instance.pk } } } })).toBe(1);
    expect(await db().wrappingKey.count({ where: { ownerPk: instance.pk, destroyedAt: null } })).toBe(1);
    expect(await finishRelease(worker, job)).toBe("released");
    // Killed after the last transaction and before the job was settled: nothing is left to do.
    expect(await finishRelease(worker, job)).toBe("released");
    await settleJob(worker, job, { state: "Done" });
    expect(
      await db().auditEvent.count({ where: { event: "DestroyInstance", resource: { endsWith: instance.instanceId } } }),
    ).toBe(1);
  });

  it("destroys nothing once another worker holds the job (decisions 13)", async () => {
    const { account, instance, asked } = await aFilledInstance();
    await releaseInstance(account.ctx, { ...asked, force: false });
    const first = await claim();
    await world.database.sql("UPDATE job SET lease_until = clock_timestamp() - interval '1 s' WHERE pk = $1", [
      first.pk,
    ]);
    const second = await claim();
    await expect(finishRelease(worker, first)).rejects.toBeInstanceOf(LeaseLost);
    await expect(destroyInstance(worker, instance.pk, first)).rejects.toBeInstanceOf(LeaseLost);
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(1);
    expect(await finishRelease(worker, second)).toBe("released");
    await settleJob(worker, second, { state: "Done" });
  });

  it("waits for a change that began before it, so that the last backup holds it", async () => {
    const { account, instance, key, asked } = await aFilledInstance();
    let letCommit = () => {};
    const held = new Promise<void>((resolve) => {
      letCommit = resolve;
    });
    let judged = () => {};
    const hasJudged = new Promise<void>((resolve) => {
      judged = resolve;
    });
    // A change that has found the instance serving, and has written nothing yet.
    const slow = db().$transaction(
      async (tx) => {
        await tx.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
        judged();
        await held;
        await tx.key.updateMany({ where: { keyId: key.keyId }, data: { state: "Disabled" } });
      },
      { timeout: 20_000 },
    );
    await hasJudged;
    await releaseInstance(account.ctx, { ...asked, force: false });
    world.clock.advance({ minutes: 5 });
    // It commits only once the release has been seen asking, for the second time, which transactions still run.
    let polls = 0;
    const watched = new Proxy(db(), {
      get(client, name) {
        if (name === "$queryRaw" && ++polls === 2) letCommit();
        return Reflect.get(client, name);
      },
    });
    expect(await runReleaseJob({ ...worker, db: watched })).toBe("released");
    letCommit();
    await slow;
    const backup = await systemBackupOf(world, instance);
    const entry = await db().backupEntry.findFirstOrThrow({
      where: { backupPk: backup.pk, kind: "key", resourceId: key.keyId, validTo: null },
    });
    expect(entry.view).toMatchObject({ state: "Disabled" });
  });
});

describe("the release of a subscription that was not renewed (INS-63, INS-69)", () => {
  async function anExpiring() {
    const account = await anAccount(world);
    world.clock.set("2027-01-31T03:00:00.000Z");
    const instance = await anInstance(account.ctx, { chargeType: "PREPAY", months: 1 });
    expect(instance.endsAt?.toISOString()).toBe("2027-02-28T16:00:00.000Z"); // the midnight after 28 February
    const key = await aKey(account.ctx, { instance });
    return { account, instance, key, asked: { region, instanceId: instance.instanceId } };
  }
  const dueFor = async (pk: string) => (await dueReleases(worker)).filter((job) => job.subjectPk === pk);

  it("is due at the midnight 15 days after the expiry, not a millisecond earlier, and its last backup is taken", async () => {
    const { instance, account, asked, key } = await anExpiring();
    world.clock.set("2027-03-15T15:59:59.999Z");
    expect(await dueFor(instance.pk)).toEqual([]);
    world.clock.set("2027-03-15T16:00:00.000Z");
    const due = await dueFor(instance.pk);
    expect(due).toMatchObject([{ dueAt: new Date("2027-03-15T16:00:00.000Z") }]);
    await enqueueJobs(worker, due);
    expect(await runReleaseJob()).toBe("released");
    await expect(describeInstance(account.ctx, asked)).rejects.toMatchObject({ code: "InstanceNotFound" });
    const backup = await systemBackupOf(world, instance);
    expect(await db().backupEntry.count({ where: { backupPk: backup.pk, resourceId: key.keyId, kind: "key" } })).toBe(
      1,
    );
  });

  it("does nothing when it was renewed after the job was written", async () => {
    const { instance } = await anExpiring();
    world.clock.set("2027-03-15T16:00:00.000Z");
    await enqueueJobs(worker, await dueFor(instance.pk));
    await db().instance.update({ where: { pk: instance.pk }, data: { endsAt: new Date("2027-04-30T16:00:00.000Z") } });
    expect(await runReleaseJob()).toBe("not due");
    expect((await rowOf(instance.pk)).saleStatus).toBe("Normal");
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(1);
  });

  it("waits for its last backup instead of destroying, and says so once (BKP-36, AUD-19)", async () => {
    const { instance } = await anExpiring();
    world.clock.set("2027-03-15T16:00:00.000Z");
    await enqueueJobs(worker, await dueFor(instance.pk));
    const job = await claim();
    await expect(finishRelease(withoutStore(), job)).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    await settleJob(worker, job, { state: "Waiting", dueAt: world.clock.now(), errorCode: "BackupStoreUnavailable" });
    const again = await claim();
    await expect(finishRelease(withoutStore(), again)).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    expect((await rowOf(instance.pk)).saleStatus).toBe("Releasing");
    expect(await db().key.count({ where: { instancePk: instance.pk } })).toBe(1);
    expect(
      await db().auditEvent.count({
        where: { event: "HoldInstanceRelease", resource: { endsWith: instance.instanceId } },
      }),
    ).toBe(1);
    expect(await finishRelease(worker, again)).toBe("released");
    await settleJob(worker, again, { state: "Done" });
    expect((await jobOf(instance.pk)).state).toBe("Done");
  });
});
