import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JOBS } from "@/lib/jobs/definitions";
import { rotateDueKeysJob } from "@/lib/jobs/rotate-due-keys";
import { runJob } from "@/lib/jobs/run-job";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { judgeConditions } from "../alerts/judge-conditions";
import type { Ctx } from "../context";
import { enqueueJobs } from "../jobs/enqueue-job";
import { claimJob } from "../jobs/lease";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { describeKey } from "./describe-key";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { encrypt } from "./encrypt";
import { findDueRotations, rotateKey } from "./rotate-key";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { updateRotationPolicy } from "./update-rotation-policy";

const region = "cn-hangzhou";
const DAY = 86_400;
let database: TestDatabase;
let world: TestWorld;
let worker: Ctx;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  worker = world.as({ kind: "system", job: "rotate-key" }, { source: "AliyunServiceEvent" });
});
afterAll(() => database.close());

async function aRotatingKey(days = 7, wish: { keyQuota?: number } = {}) {
  const { ctx } = await anAccount(world);
  const instance = await anInstance(ctx, wish);
  const { keyId: key } = await aKey(ctx, { instance });
  const view = await updateRotationPolicy(ctx, { region, key, enabled: true, rotationSeconds: days * DAY });
  const { pk } = await database.db.key.findUniqueOrThrow({ where: { region_keyId: { region, keyId: key } } });
  return { ctx, key, pk, instance, view, now: () => describeKey(ctx, { region, key }) };
}
const mine = async (pk: string) => (await findDueRotations(worker)).filter((due) => due.pk === pk);
const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);

describe("when a key rotates", () => {
  it("to the second: not before the last version and its period, and then from the new version on (KEY-70, KEY-75)", async () => {
    const { ctx, key, pk, view, now } = await aRotatingKey();
    expect(view).toMatchObject({ automaticRotation: "Enabled", rotationSeconds: 7 * DAY });
    expect(view.nextRotationAt).toEqual(later(view.createdAt, 7 * DAY));
    const before = await encrypt(ctx, { region, key, plaintext: Buffer.from("old") });
    world.clock.set(later(view.createdAt, 7 * DAY - 1).toISOString());
    expect(await mine(pk)).toEqual([]);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(false);
    world.clock.set(later(view.createdAt, 7 * DAY).toISOString());
    expect(await mine(pk)).toHaveLength(1);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
    const rotated = await now();
    expect(rotated.versions).toHaveLength(2);
    expect(rotated.primaryVersionId).not.toBe(view.primaryVersionId);
    expect(rotated.lastRotatedAt).toEqual(world.clock.now());
    expect(rotated.nextRotationAt).toEqual(later(world.clock.now(), 7 * DAY));
    // The new one encrypts, both decrypt.
    const { keyVersionId } = await encrypt(ctx, { region, key, plaintext: Buffer.from("new") });
    expect(keyVersionId).toBe(rotated.primaryVersionId);
    const opened = await decrypt(ctx, { region, blob: before.blob });
    expect({ text: Buffer.from(opened.plaintext).toString(), by: opened.keyVersionId }).toEqual({
      text: "old",
      by: view.primaryVersionId,
    });
    const feed = await database.sql("SELECT change FROM change_feed WHERE resource_pk = $1 AND change = 'rotated'", [
      pk,
    ]);
    expect(feed).toHaveLength(1);
    const [event] = await database.sql("SELECT actor, source FROM audit_event WHERE resource = $1 AND event = $2", [
      view.arn,
      "RotateKey",
    ]);
    expect(event).toEqual({ actor: "job:rotate-key", source: "AliyunServiceEvent" });
  });

  it("once, after a worker that was away for many periods, and next a period later (KEY-70)", async () => {
    const { pk, view, now } = await aRotatingKey();
    world.clock.set(later(view.createdAt, 100 * DAY).toISOString());
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(false);
    expect(await mine(pk)).toEqual([]);
    const rotated = await now();
    expect(rotated.versions).toHaveLength(2);
    expect(rotated.nextRotationAt).toEqual(later(world.clock.now(), 7 * DAY));
  });

  it("once, however many workers find it due (KEY-70)", async () => {
    const { pk, view, now, instance } = await aRotatingKey();
    world.clock.set(later(view.createdAt, 7 * DAY).toISOString());
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => rotateKey(worker, { keyPk: pk })));
    const answers = asked.map((one) => (one.status === "fulfilled" ? one.value : one.reason.code));
    expect(answers.filter((answer) => answer === true)).toHaveLength(1);
    for (const answer of answers) expect([true, false, "ChangedMeanwhile"]).toContain(answer);
    expect((await now()).versions).toHaveLength(2);
    const { keyVersionsUsed } = await database.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
    expect(keyVersionsUsed).toBe(2); // KEY-77
  });

  it("is wholly done or not at all: a worker that dies before the commit leaves no version, no quota and no event", async () => {
    const { pk, view, now, instance } = await aRotatingKey();
    world.clock.set(later(view.createdAt, 7 * DAY).toISOString());
    await database.sql(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$`);
    await database.sql("CREATE TRIGGER die AFTER INSERT ON key_material FOR EACH ROW EXECUTE FUNCTION die()");
    await expect(rotateKey(worker, { keyPk: pk })).rejects.toThrow();
    await database.sql("DROP TRIGGER die ON key_material");
    await database.sql("DROP FUNCTION die");
    expect(await now()).toMatchObject({ primaryVersionId: view.primaryVersionId, rotationError: null });
    const used = async () =>
      (await database.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } })).keyVersionsUsed;
    expect(await used()).toBe(1);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
    expect(await used()).toBe(2);
    expect(await database.db.auditEvent.count({ where: { resource: view.arn, event: "RotateKey" } })).toBe(1);
  });

  it("at once where the date of a new period has passed already (KEY-70)", async () => {
    const { ctx, key, pk, view } = await aRotatingKey(365);
    world.clock.set(later(view.createdAt, 30 * DAY).toISOString());
    expect(await mine(pk)).toEqual([]);
    const changed = await updateRotationPolicy(ctx, { region, key, enabled: true, rotationSeconds: 7 * DAY });
    expect(changed.nextRotationAt).toEqual(later(view.createdAt, 7 * DAY));
    expect(await mine(pk)).toHaveLength(1);
  });
});

describe("while a key is not Enabled", () => {
  it("rotation rests, and goes on with it: at once where its date passed meanwhile (KEY-74)", async () => {
    const { ctx, key, pk, view } = await aRotatingKey();
    expect(await disableKey(ctx, { region, key })).toMatchObject({ automaticRotation: "Suspended" });
    world.clock.set(later(view.createdAt, 8 * DAY).toISOString());
    expect(await mine(pk)).toEqual([]);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(false);
    const enabled = await enableKey(ctx, { region, key });
    expect(enabled).toMatchObject({ automaticRotation: "Enabled", nextRotationAt: later(view.createdAt, 7 * DAY) });
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
    const { nextRotationAt } = await scheduleKeyDeletion(ctx, { region, key, windowDays: 7 });
    expect(await describeKey(ctx, { region, key })).toMatchObject({ automaticRotation: "Suspended" });
    expect(await cancelKeyDeletion(ctx, { region, key })).toMatchObject({
      automaticRotation: "Enabled",
      nextRotationAt,
    });
  });

  it("one that a backup brought back at rest has its date again from its last version on (KEY-70, KEY-74, BKP-96)", async () => {
    const { ctx, key, view } = await aRotatingKey();
    await disableKey(ctx, { region, key });
    await database.sql("UPDATE key SET next_rotation_at = NULL WHERE key_id = $1", [key]);
    expect((await enableKey(ctx, { region, key })).nextRotationAt).toEqual(later(view.createdAt, 7 * DAY));
  });

  it("and in an instance that does not serve it waits, untold, until that does again (KEY-43)", async () => {
    const { pk, view, instance, now } = await aRotatingKey();
    await database.sql("UPDATE instance SET ends_at = $2 WHERE pk = $1", [instance.pk, later(view.createdAt, DAY)]);
    world.clock.set(later(view.createdAt, 7 * DAY).toISOString());
    expect(await mine(pk)).toEqual([]);
    await expect(rotateKey(worker, { keyPk: pk })).rejects.toMatchObject({ code: "InstanceUnavailable" });
    expect(await now()).toMatchObject({ rotationError: null });
    await database.sql("UPDATE instance SET ends_at = NULL WHERE pk = $1", [instance.pk]);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
  });

  it("and in one that is being upgraded until that is over (INS-46)", async () => {
    const { pk, view, instance, now } = await aRotatingKey();
    const upgradeStartsAt = later(view.createdAt, 7 * DAY);
    const upgrade = { upgradeTo: "9.9.9", upgradeMethod: "Manual", upgradeStartsAt } as const;
    const upgradeEndsAt = later(upgradeStartsAt, 1800);
    await database.db.instance.update({ where: { pk: instance.pk }, data: { ...upgrade, upgradeEndsAt } });
    world.clock.set(later(upgradeStartsAt, 60).toISOString());
    await expect(rotateKey(worker, { keyPk: pk })).rejects.toMatchObject({ code: "InstanceInUpgrade" });
    expect(await now()).toMatchObject({ rotationError: null });
    world.clock.set(upgradeEndsAt.toISOString());
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
  });

  it.each(["Disabled", "PendingDeletion"] as const)("a %s key's rotation is not set (KEY-45)", async (state) => {
    const { ctx } = await anAccount(world);
    const { keyId: key } = await aKey(ctx, { instance: await anInstance(ctx), state });
    await expect(
      updateRotationPolicy(ctx, { region, key, enabled: true, rotationSeconds: 7 * DAY }),
    ).rejects.toMatchObject({ code: state === "Disabled" ? "KeyDisabled" : "KeyPendingDeletion" });
  });
});

describe("setting rotation", () => {
  it("takes 7 to 365 days in an instance, 7 to 730 outside (KEY-72)", async () => {
    const { ctx, key } = await aRotatingKey();
    const set = (rotationSeconds: number) => updateRotationPolicy(ctx, { region, key, enabled: true, rotationSeconds });
    for (const wrong of [7 * DAY - 1, 365 * DAY + 1, 10.5 * DAY + 0.5, 0]) {
      await expect(set(wrong)).rejects.toMatchObject({
        code: "InvalidRotationInterval",
        params: { minimum: 7, maximum: 365 },
      });
    }
    expect(await set(365 * DAY)).toMatchObject({ rotationSeconds: 365 * DAY });
    const wire: Ctx = { ...(await anAccount(world)).ctx, source: "ApiCall" };
    const { keyId: classic } = await aKey(wire);
    const longest = { region, key: classic, enabled: true, rotationSeconds: 730 * DAY };
    expect(await updateRotationPolicy(wire, longest)).toMatchObject({ rotationSeconds: 730 * DAY });
  });

  it("is per key, and off means off: no date, no version (KEY-78)", async () => {
    const { ctx, key, pk, view } = await aRotatingKey();
    const off = await updateRotationPolicy(ctx, { region, key, enabled: false });
    expect(off).toMatchObject({ automaticRotation: "Disabled", rotationSeconds: null, nextRotationAt: null });
    world.clock.set(later(view.createdAt, 30 * DAY).toISOString());
    expect(await rotateKey(worker, { keyPk: pk })).toBe(false);
  });

  it("is refused for asymmetric and HMAC keys and for imported material (KEY-73)", async () => {
    const { ctx } = await anAccount(world);
    const { instanceId } = await anInstance(ctx);
    const refused = async (more: object, code: string) => {
      const { keyId: key } = await createKey(ctx, createKey.schema.parse({ region, instanceId, ...more }));
      const wish = { region, key, enabled: true, rotationSeconds: 7 * DAY };
      await expect(updateRotationPolicy(ctx, wish)).rejects.toMatchObject({ code });
    };
    await refused({ spec: "EC_P256" }, "RotationUnsupported");
    await refused({ spec: "HMAC_SHA_256" }, "RotationUnsupported");
    await refused({ origin: "EXTERNAL" }, "KeyPendingImport");
    const rotating = { region, instanceId, origin: "EXTERNAL", rotationSeconds: 7 * DAY };
    await expect(createKey(ctx, createKey.schema.parse(rotating))).rejects.toMatchObject({
      code: "RotationUnsupported",
    });
  });
});

describe("without quota for another version (KEY-77)", () => {
  it("it fails, is told and recorded once, is tried again, and rotates when there is room", async () => {
    const { ctx, pk, view, now, instance } = await aRotatingKey(7, { keyQuota: 1 });
    world.clock.set(later(view.createdAt, 7 * DAY).toISOString());
    for (let turn = 0; turn < 3; turn++) {
      await expect(rotateKey(worker, { keyPk: pk })).rejects.toMatchObject({ code: "KeyQuotaExceeded" });
      await judgeConditions(worker);
      world.clock.advance({ minutes: 15 });
    }
    expect(await now()).toMatchObject({ rotationError: "KeyQuotaExceeded", primaryVersionId: view.primaryVersionId });
    const about = { resource: view.arn, name: "Key:RotateKey:Failure" };
    expect(await database.db.alert.findMany({ where: about })).toMatchObject([
      { level: "CRITICAL", status: "Failed", endedAt: null },
    ]);
    const failed = { resource: view.arn, event: "RotateKey", outcome: "KeyQuotaExceeded" };
    expect(await database.db.auditEvent.count({ where: failed })).toBe(1);
    // Its job goes on; many such keys do not hide others that can rotate.
    expect(await mine(pk)).toEqual([]);
    await ctx.db.instance.update({ where: { pk: instance.pk }, data: { keyQuota: 2 } });
    expect(await mine(pk)).toHaveLength(1);
    expect(await rotateKey(worker, { keyPk: pk })).toBe(true);
    expect(await now()).toMatchObject({ rotationError: null });
    await judgeConditions(worker);
    expect(await database.db.alert.findFirstOrThrow({ where: about })).toMatchObject({ endedAt: world.clock.now() });
  });

  it("its job waits for longer and longer, at most a quarter of an hour, and never gives up", async () => {
    expect(JOBS).toContain(rotateDueKeysJob);
    const { pk, view, instance } = await aRotatingKey(7, { keyQuota: 1 });
    world.clock.set(later(view.createdAt, 7 * DAY).toISOString());
    const turn = async () => {
      const due = (await rotateDueKeysJob.due(worker)).filter(({ subjectPk }) => subjectPk === pk);
      await enqueueJobs(
        worker,
        due.map((one) => ({ ...one, kind: rotateDueKeysJob.kind })),
      );
      const job = await claimJob(worker, [rotateDueKeysJob.kind]);
      if (job) await runJob(worker, rotateDueKeysJob, job);
      return job !== null;
    };
    expect(await turn()).toBe(true);
    expect(await turn()).toBe(false);
    const where = { kind: rotateDueKeysJob.kind, subjectPk: pk };
    await database.db.job.updateMany({ where, data: { attempt: 1000 } }); // after weeks of trying
    for (let n = 0; n < 2; n++) {
      world.clock.advance({ minutes: 15 });
      expect(await turn()).toBe(true);
    }
    expect(await database.db.job.findMany({ where })).toMatchObject([
      { state: "Waiting", errorCode: "KeyQuotaExceeded" },
    ]);
    await database.db.instance.update({ where: { pk: instance.pk }, data: { keyQuota: 2 } });
    world.clock.advance({ minutes: 15 });
    await turn();
    expect(await database.db.job.findMany({ where })).toMatchObject([{ state: "Done" }]);
    expect(await database.db.keyVersion.count({ where: { keyPk: pk } })).toBe(2);
  });
});

it("nobody but the worker rotates a key at will (KEY-73)", async () => {
  const { ctx, pk } = await aRotatingKey();
  await expect(rotateKey(ctx, { keyPk: pk })).rejects.toMatchObject({ code: "NoPermission" });
});
