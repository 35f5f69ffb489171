import { afterAll, beforeAll, expect, it } from "vitest";
import { restoreJob } from "@/lib/jobs/restore";
import { runJob } from "@/lib/jobs/run-job";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { long } from "@/lib/testing/long";
import { claimJob } from "../jobs/lease";
import { createAlias } from "../keys/create-alias";
import { destroyKeyRows } from "../keys/destroy-key";
import { setKeyPolicy } from "../keys/set-key-policy";
import { deleteUser } from "../ram/users/delete-user";
import { transaction } from "../transaction";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { createRestorePlan } from "./create-restore-plan";
import { describeRestore } from "./describe-restore";
import { listRestoreItems } from "./list-restore-items";
import { restoreBackupKey } from "./restore-backup-key";
import { runBackup } from "./run-backup";
import { runRestore } from "./run-restore";
import { startRestore } from "./start-restore";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const region = "cn-hangzhou";
const db = () => world.database.db;
const AT_ONCE = long ? 64 : 24;

async function backedUpKeys(count: number) {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const keys = [];
  for (let n = 0; n < count; n++)
    keys.push(await aKey(account.ctx, { instance, alias: `alias/${n}/${instance.instanceId}` }));
  await runBackup(world.ctx, backup.pk);
  const { lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  return { account, instance, backup, keys, saved: { region, backupId: backup.backupId, at: lastTickAt as Date } };
}

it(`S22: ${AT_ONCE} restores of the same few keys at once never exceed the quota and make nothing twice`, async () => {
  const { account, keys, saved } = await backedUpKeys(8);
  const to = await anInstance(account.ctx, { region: "cn-shanghai", keyQuota: 5 });
  const destination = { region: to.region, instanceId: to.instanceId };
  const scope = { kind: "all" };
  const plans = [];
  for (let n = 0; n < 2; n++)
    plans.push(await createRestorePlan(account.ctx, createRestorePlan.schema.parse({ ...saved, destination, scope })));
  for (const { restoreId } of plans) await startRestore(account.ctx, { region, restoreId });
  const jobs = [await claimJob(world.ctx, ["restore"]), await claimJob(world.ctx, ["restore"])];

  const many = Promise.all(jobs.map(async (job) => job && runJob(world.ctx, restoreJob, job)));
  const singles = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, (_, n) =>
      restoreBackupKey(account.ctx, { ...saved, destination, keyId: keys[n % keys.length]?.keyId ?? "" }),
    ),
  );
  await many;
  const codes = singles.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  expect(codes.every((code) => ["KeyQuotaExceeded", "RestoreKeyExists", "ServiceUnavailable"].includes(code))).toBe(
    true,
  );
  const there = await db().key.findMany({
    where: { instancePk: to.pk },
    include: { versions: { include: { material: true } }, aliases: true },
  });
  expect(there).toHaveLength(5);
  expect(new Set(there.map(({ keyId }) => keyId)).size).toBe(5);
  for (const { versions, aliases } of there) {
    expect(versions.map(({ material }) => material !== null)).toEqual([true]);
    expect(aliases).toHaveLength(1);
  }
  expect((await db().instance.findUniqueOrThrow({ where: { pk: to.pk } })).keyVersionsUsed).toBe(5);
  // What was said of each item is what happened to it.
  let restored = singles.filter(({ status }) => status === "fulfilled").length;
  for (const { restoreId } of plans) {
    const view = await describeRestore(account.ctx, { region, restoreId });
    expect(view.state).toBe("Done");
    restored += view.counts.restored;
  }
  expect(restored).toBe(5);
});

it("one item that cannot come back keeps none of its neighbours from it", async () => {
  const { account, instance, backup, keys, saved } = await backedUpKeys(5);
  const pks = (await db().key.findMany({ where: { instancePk: instance.pk } })).map(({ pk }) => pk);
  await transaction(world.ctx, (tx) => destroyKeyRows(tx, pks));
  const destination = { region, instanceId: instance.instanceId };
  const asked = createRestorePlan.schema.parse({ ...saved, destination, scope: { kind: "all" } });
  const { restoreId } = await createRestorePlan(account.ctx, asked);
  await startRestore(account.ctx, { region, restoreId });
  // After the plan: one is restored by somebody else, one is damaged in the catalogue, one alias is taken, and an id of a
  // version is somebody's by now, which the database alone finds out.
  const [one, two, three, four] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
  await restoreBackupKey(account.ctx, { ...saved, destination, keyId: one.keyId });
  const digest = new Uint8Array(32);
  await db().backupEntry.updateMany({
    where: { backupPk: backup.pk, resourceId: two.keyId, kind: "key" },
    data: { digest },
  });
  const taker = await aKey(account.ctx, { instance });
  await createAlias(account.ctx, createAlias.schema.parse({ region, key: taker.keyId, alias: three.aliases[0] }));
  const version = await db().backupEntry.findFirstOrThrow({
    where: { backupPk: backup.pk, resourceId: four.keyId, kind: "key-version" },
  });
  const takerRow = await db().key.findFirstOrThrow({ where: { keyId: taker.keyId } });
  await db().retiredId.deleteMany({ where: { id: version.versionId } });
  await db().keyVersion.updateMany({ where: { keyPk: takerRow.pk }, data: { versionId: version.versionId } });

  const job = await claimJob(world.ctx, ["restore"]);
  if (!job) throw new Error("the restore waits for the worker");
  await runJob(world.ctx, restoreJob, job);
  const { rows } = await listRestoreItems(account.ctx, listRestoreItems.schema.parse({ region, restoreId }));
  const outcome = Object.fromEntries(
    rows.map(({ id, state, errorCode, warnings }) => [id, [state, errorCode, warnings]]),
  );
  expect(outcome).toEqual({
    [one.keyId]: ["Failed", "RestoreKeyExists", []],
    [two.keyId]: ["Failed", "BackupDamaged", []],
    [three.keyId]: ["Restored", null, [{ code: "AliasTaken", name: three.aliases[0] }]],
    [four.keyId]: ["Failed", "RestoreKeyExists", []],
    [keys[4]?.keyId ?? ""]: ["Restored", null, []],
  });
  expect(await db().key.count({ where: { keyId: four.keyId } })).toBe(0);
});

it("what whoever began it may not any more is not done, and says so", async () => {
  const { account, keys, saved, backup } = await backedUpKeys(2);
  const to = await anInstance(account.ctx, { region: "cn-shanghai" });
  const Resource = `acs:kms:${region}:${account.accountId}:backup/${backup.backupId}`;
  const statements = [
    { Effect: "Allow" as const, Action: ["kms:RestoreBackupKey", "kms:RestoreBackupSecret"], Resource },
  ];
  const user = await aRamUser(world, account, { statements });
  const destination = { region: to.region, instanceId: to.instanceId };
  const asked = createRestorePlan.schema.parse({ ...saved, destination, scope: { kind: "all" } });
  const { restoreId } = await createRestorePlan(user.ctx, asked);
  await startRestore(user.ctx, { region, restoreId });
  const job = await claimJob(world.ctx, ["restore"]);
  if (!job) throw new Error("the restore waits for the worker");
  // Somebody else by the same name, who came after it was begun.
  const createdAt = (at: Date) => db().person.update({ where: { pk: user.personPk }, data: { createdAt: at } });
  await createdAt(new Date(world.clock.now().getTime() + 1));
  await runRestore(world.ctx, job.subjectPk, job);
  const named = { region, restoreId };
  expect(await describeRestore(account.ctx, named)).toMatchObject({ state: "Failed", errorCode: "NoPermission" });
  await createdAt(world.clock.now());
  await startRestore(user.ctx, named);
  await db().policyAttachment.deleteMany({ where: { personPk: user.personPk } });
  await runRestore(world.ctx, job.subjectPk, job);
  expect(await describeRestore(account.ctx, named)).toMatchObject({
    state: "Failed",
    errorCode: "NoPermission",
    actions: ["resume", "discard"],
  });
  expect(await db().key.count({ where: { instancePk: to.pk } })).toBe(0);
  await startRestore(account.ctx, named);
  await runRestore(world.ctx, job.subjectPk, job);
  expect((await describeRestore(account.ctx, named)).counts.restored).toBe(keys.length);
});

it("the plan says whom policies name, who of them is gone, and which accounts are too many (BKP-105, ERR-30)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const user = await aRamUser(world, account, {});
  const [one, two] = [await anAccount(world), await anAccount(world)];
  const grants = async (principals: string[]) => {
    const key = await aKey(account.ctx, { instance });
    const RAM = [`acs:ram::${account.accountId}:root`, ...principals];
    const Statement = [{ Effect: "Allow", Principal: { RAM }, Action: ["kms:*"], Resource: ["*"] }];
    const policy = JSON.stringify({ Version: "1", Statement });
    await setKeyPolicy(account.ctx, setKeyPolicy.schema.parse({ region, key: key.keyId, policy }));
    return key.keyId;
  };
  await db().instance.update({ where: { pk: instance.pk }, data: { accessQuota: 10 } });
  const named = await grants([user.arn]);
  const first = await grants([`acs:ram::${one.accountId}:root`]);
  const second = await grants([`acs:ram::${two.accountId}:root`]);
  await runBackup(world.ctx, backup.pk);
  await deleteUser(account.ctx, { userName: user.name });
  // Its network uses one, so that one is left.
  const to = await anInstance(account.ctx, { region: "cn-shanghai" });
  await db().instance.update({ where: { pk: to.pk }, data: { accessQuota: 2 } });
  const destination = { region: to.region, instanceId: to.instanceId };
  const asked = { region, backupId: backup.backupId, at: world.clock.now(), destination, scope: { kind: "all" } };
  const { restoreId } = await createRestorePlan(account.ctx, createRestorePlan.schema.parse(asked));
  const { rows } = await listRestoreItems(account.ctx, listRestoreItems.schema.parse({ region, restoreId }));
  const judged = new Map(rows.map(({ id, verdict, grants: { gone } }) => [id, { verdict, gone }]));
  expect(judged.get(named)).toEqual({ verdict: "Restore", gone: [user.arn] });
  const others = [judged.get(first)?.verdict, judged.get(second)?.verdict];
  expect(others.sort()).toEqual(["AccessQuotaExceeded", "Restore"]);
  await startRestore(account.ctx, { region, restoreId });
  const job = await claimJob(world.ctx, ["restore"]);
  if (!job) throw new Error("the restore waits for the worker");
  await runJob(world.ctx, restoreJob, job);
  const view = await describeRestore(account.ctx, { region, restoreId });
  expect(view).toMatchObject({ state: "Done", counts: { restored: 2, failed: 0, warned: 1 } });
  const again = await createRestorePlan(account.ctx, createRestorePlan.schema.parse({ ...asked, policies: "default" }));
  expect(again.byVerdict).toContainEqual({ verdict: "Restore", count: 1 });
});

it("a restored policy leaves out users that are gone, also where another of the name is there; the default can be chosen (BKP-105)", async () => {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const gone = await aRamUser(world, account, { name: `gone-${instance.pk.slice(-6)}` });
  const stays = await aRamUser(world, account, {});
  const key = await aKey(account.ctx, { instance });
  const policy = { admins: [`acs:ram::${account.accountId}:root`, gone.arn, stays.arn] };
  const Statement = [
    { Effect: "Allow", Principal: { RAM: policy.admins }, Action: ["kms:*"], Resource: ["*"] },
    { Effect: "Allow", Principal: { RAM: [gone.arn] }, Action: ["kms:Decrypt"], Resource: ["*"] },
  ];
  const document = JSON.stringify({ Version: "1", Statement });
  await setKeyPolicy(account.ctx, setKeyPolicy.schema.parse({ region, key: key.keyId, policy: document }));
  await runBackup(world.ctx, backup.pk);
  const saved = { region, backupId: backup.backupId, at: world.clock.now() };
  const destination = { region, instanceId: instance.instanceId };
  const destroy = () =>
    transaction(world.ctx, async (tx) => {
      const { pk } = await tx.db.key.findFirstOrThrow({ where: { keyId: key.keyId } });
      await destroyKeyRows(tx, [pk]);
    });
  const restoredDocument = async () =>
    (await db().key.findFirstOrThrow({ where: { keyId: key.keyId }, include: { policy: true } })).policy?.document ??
    "";

  await destroy();
  await restoreBackupKey(account.ctx, { ...saved, destination, keyId: key.keyId });
  const whole = await restoredDocument();
  expect(whole).toContain(gone.arn);

  await deleteUser(account.ctx, { userName: gone.name });
  world.clock.advance({ minutes: 1 });
  await aRamUser(world, account, { name: gone.name }); // another person
  await destroy();
  const { warnings } = await restoreBackupKey(account.ctx, { ...saved, destination, keyId: key.keyId });
  expect(warnings).toEqual([{ code: "PrincipalGone", principal: gone.arn }]);
  const left = JSON.parse(await restoredDocument());
  expect(left.Statement).toHaveLength(1);
  expect(left.Statement[0].Principal.RAM).toEqual([policy.admins[0], stays.arn]);

  await destroy();
  const chosen = await restoreBackupKey(account.ctx, { ...saved, destination, keyId: key.keyId, policies: "default" });
  expect(chosen.warnings).toEqual([{ code: "PolicyReplaced" }]);
  expect(await restoredDocument()).not.toContain(stays.arn);
});
