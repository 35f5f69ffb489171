import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "../backups/backups.test-support";
import { runBackup } from "../backups/run-backup";
import { verifyBackup } from "../backups/verify-backup";
import type { Ctx } from "../context";
import { describeDeployment } from "../installation/describe-deployment";
import { finishRelease } from "../instances/finish-release";
import { RELEASE_JOB } from "../instances/instance-state";
import { releaseInstance } from "../instances/release-instance";
import { claimJob } from "../jobs/lease";
import { cancelKeyDeletion } from "../keys/cancel-key-deletion";
import { destroyDueKey } from "../keys/destroy-key";
import { disableKey } from "../keys/disable-key";
import { encrypt } from "../keys/encrypt";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { deleteDueSecrets } from "../secrets/delete-due-secrets";
import { deleteSecret } from "../secrets/delete-secret";
import { transaction } from "../transaction";
import { acknowledgeAlerts } from "./acknowledge-alerts";
import { alertPayload } from "./alert-payload";
import { countOpenAlerts } from "./count-open-alerts";
import { forgetAlerts } from "./forget-alerts";
import { judgeConditions } from "./judge-conditions";
import { listAlerts } from "./list-alerts";
import { raiseAlert } from "./raise-alert";
import { raiseRefusedUse, refusedUse } from "./refused-call";

let world: BackupWorld;
let console: ProcessDb;
let worker: Ctx;
const region = "cn-hangzhou";

beforeAll(async () => {
  world = await backupWorld();
  console = await dbAs(world.database, "kms_console");
  worker = world.as({ kind: "system", job: "raise-alerts" }, { source: "AliyunServiceEvent" });
});
afterAll(async () => {
  await console.close();
  await world.close();
});

const db = () => world.database.db;
const alertsOf = ({ accountId }: TestAccount, name?: string) =>
  db().alert.findMany({ where: { accountId, ...(name && { name }) }, orderBy: [{ at: "asc" }, { pk: "asc" }] });
const list = (ctx: Ctx, filter = {}, page = {}) => listAlerts(ctx, listAlerts.schema.parse({ filter, page }));
const days = (count: number) => world.clock.advance({ days: count });

/** As another part of the product would raise one. */
function raise(account: TestAccount, more: Partial<Parameters<typeof raiseAlert>[1]> = {}) {
  const { accountId } = account;
  const about = { accountId, region, resource: `acs:kms:${region}:${accountId}:key/key-x` };
  return transaction(worker, (tx) =>
    raiseAlert(tx, { ...about, level: "WARN", name: "Key:DeleteKey", status: "Normal", content: {}, ...more }),
  );
}

describe("what is sent of an alert (AUD-18)", () => {
  it("has exactly these fields", () => {
    const at = new Date("2026-11-22T04:00:00.000Z");
    const content = { secretName: "s", failureInfo: { errorCode: "E" } };
    const told = { at, level: "CRITICAL", name: "Secret:RotateSecret:Failure", region, status: "Failed" } as const;
    const payload = alertPayload({ ...told, resource: "acs:kms:cn-hangzhou:1234567890123456:secret/s", content });
    expect(payload).toEqual({
      product: "KMS",
      eventTime: "2026-11-22T04:00:00.000Z",
      level: "CRITICAL",
      name: "Secret:RotateSecret:Failure",
      regionId: region,
      resourceId: "acs:kms:cn-hangzhou:1234567890123456:secret/s",
      status: "Failed",
      content,
      ver: "1.0",
    });
  });
});

describe("deletion of keys and secrets (AUD-11, AUD-12)", () => {
  it("is an alert when it is planned and when it happens, in the same transaction", async () => {
    const account = await anAccount(world);
    const instance = await anInstance(account.ctx);
    const key = await aKey(account.ctx, { instance });
    const secret = await aSecret(account.ctx, { instance, encryptionKey: key.keyId });
    const forced = await aSecret(account.ctx, { instance, encryptionKey: key.keyId });
    await deleteSecret(account.ctx, { region, secret: secret.name, recoveryWindowDays: 7, force: false });
    world.clock.advance({ seconds: 1 });
    await deleteSecret(account.ctx, { region, secret: forced.name, force: true });
    world.clock.advance({ seconds: 1 });
    await scheduleKeyDeletion(account.ctx, { region, key: key.keyId, windowDays: 7 });
    days(8);
    await deleteDueSecrets(worker);
    world.clock.advance({ seconds: 1 });
    const row = await db().key.findFirstOrThrow({ where: { keyId: key.keyId } });
    await destroyDueKey(worker, { keyPk: row.pk });

    const alerts = await alertsOf(account);
    expect(alerts.map(({ name, level, status }) => [name, level, status])).toEqual([
      ["Secret:ScheduleSecretDeletion", "WARN", "Normal"],
      ["Secret:DeleteSecret", "WARN", "Normal"],
      ["Key:ScheduleKeyDeletion", "WARN", "Normal"],
      ["Secret:DeleteSecret", "WARN", "Normal"],
      ["Key:DeleteKey", "WARN", "Normal"],
    ]);
    expect(alerts[0]?.content).toMatchObject({ secretName: secret.name, secretType: "Generic" });
    expect(alerts[2]).toMatchObject({
      resource: `acs:kms:${region}:${account.accountId}:key/${key.keyId}`,
      content: { keyId: key.keyId, by: `acs:ram::${account.accountId}:root`, deleteAt: row.deleteAt?.toISOString() },
    });
    expect(alerts[4]?.content).toMatchObject({ by: "job:raise-alerts" });
  });

  it("is none where the change was refused or rolled back", async () => {
    const account = await anAccount(world);
    const key = await aKey(account.ctx, { instance: await anInstance(account.ctx) });
    await expect(scheduleKeyDeletion(account.ctx, { region, key: key.keyId, windowDays: 6 })).rejects.toThrow();
    expect(await alertsOf(account)).toEqual([]);
  });

  it("can be raised with the rights of the console's process", async () => {
    const account = await anAccount(world);
    const key = await aKey(account.ctx, { instance: await anInstance(account.ctx) });
    const ctx = { ...account.ctx, db: console.db, keyring: undefined };
    await scheduleKeyDeletion(ctx, { region, key: key.keyId, windowDays: 7 });
    await cancelKeyDeletion(ctx, { region, key: key.keyId });
    expect(await countOpenAlerts(ctx, {})).toEqual({ critical: 0, warn: 1 });
    const [alert] = (await list(ctx)).rows;
    await acknowledgeAlerts(ctx, { alerts: [String(alert?.id)] });
    expect(await countOpenAlerts(ctx, {})).toEqual({ critical: 0, warn: 0 });
  });
});

describe("a refused use of a key (P22)", () => {
  const refusalOf = async (call: Promise<unknown>) => call.then(() => undefined).catch((error: unknown) => error);

  it("names the caller, and is counted until somebody acknowledges it", async () => {
    const account = await anAccount(world);
    const key = await aKey(account.ctx, { instance: await anInstance(account.ctx) });
    await disableKey(account.ctx, { region, key: key.keyId });
    const error = await refusalOf(encrypt(account.ctx, { region, key: key.keyId, plaintext: Buffer.from("x") }));
    const { refusalSubject } = await import("../audit/refusal-subject");
    const use = refusedUse(account.ctx, "Encrypt", error, refusalSubject(error));
    if (!use) throw new Error("the refusal is none of a key's use");
    await raiseRefusedUse(worker, use, 1);
    world.clock.advance({ minutes: 5 });
    await Promise.all([raiseRefusedUse(worker, use, 40), raiseRefusedUse(worker, use, 2)]);
    const [alert, ...more] = await alertsOf(account);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      name: "Key:RefusedCall",
      level: "WARN",
      status: "Failed",
      times: 43,
      lastAt: world.clock.now(),
      resource: `acs:kms:${region}:${account.accountId}:key/${key.keyId}`,
      content: { caller: `acs:ram::${account.accountId}:root`, call: "Encrypt", reason: "KeyDisabled" },
    });
    await acknowledgeAlerts(account.ctx, { alerts: [String(alert?.pk)] });
    await raiseRefusedUse(worker, use, 1);
    expect((await alertsOf(account)).map(({ times }) => times)).toEqual([43, 1]);
  });

  it("is none where the call needs no key, or was refused for another reason", async () => {
    const account = await anAccount(world);
    const key = await aKey(account.ctx, { instance: await anInstance(account.ctx), state: "PendingDeletion" });
    const subject = { accountId: account.accountId, region, arn: key.arn };
    const refusal = await refusalOf(encrypt(account.ctx, { region, key: key.keyId, plaintext: Buffer.from("x") }));
    expect(refusal).toMatchObject({ code: "KeyPendingDeletion" });
    expect(refusedUse(account.ctx, "Encrypt", refusal, subject)).toBeDefined();
    expect(refusedUse(account.ctx, "UpdateKeyDescription", refusal, subject)).toBeUndefined();
    expect(refusedUse(account.ctx, "Encrypt", new Error("x"), subject)).toBeUndefined();
    expect(refusedUse(account.ctx, "Encrypt", refusal, undefined)).toBeUndefined();
  });
});

describe("conditions", () => {
  it("70 and 90 % of a quota are told once each, and again only after it fell below (AUD-17)", async () => {
    const account = await anAccount(world);
    const instance = await anInstance(account.ctx, { keyQuota: 10 });
    const use = async (used: number) => {
      await db().instance.update({ where: { pk: instance.pk }, data: { keyVersionsUsed: used } });
      world.clock.advance({ minutes: 1 });
      await judgeConditions(worker);
      return (await alertsOf(account, "Instance:KeyUsage")).map(({ level, endedAt }) => [level, endedAt !== null]);
    };
    expect(await use(6)).toEqual([]);
    expect(await use(7)).toEqual([["INFO", false]]);
    expect(await use(8)).toEqual([["INFO", false]]);
    const told = (await use(9)).sort();
    expect(told).toEqual([
      ["INFO", false],
      ["WARN", false],
    ]);
    const { rows } = await list(account.ctx, { names: ["Instance:KeyUsage"] });
    expect(rows.find(({ level }) => level === "WARN")?.content).toMatchObject({ percent: 90, used: 9, quota: 10 });
    await acknowledgeAlerts(account.ctx, { alerts: rows.map(({ id }) => id) });
    expect(await use(10)).toHaveLength(2); // acknowledged, it still stands: nothing new to say
    expect((await use(8)).filter(([, over]) => over)).toEqual([["WARN", true]]);
    expect(await use(9)).toHaveLength(3);
    expect((await use(0)).every(([, over]) => over)).toBe(true);
  });

  it("an end is told 7, 3 and 1 days before and when it comes, each to the moment (AUD-19)", async () => {
    const account = await anAccount(world);
    const instance = await anInstance(account.ctx, { chargeType: "PREPAY" });
    const endsAt = instance.endsAt?.getTime() ?? 0;
    const toldAt = async (moment: number) => {
      world.clock.set(new Date(moment));
      await judgeConditions(worker);
      const standing = (await alertsOf(account)).filter(
        (alert) => alert.endedAt === null && !["Instance:AccessUsage", "Backup:RunLate"].includes(alert.name),
      );
      return standing.map(({ name, at, content }) => [name, (content as { days: number }).days, at.getTime()]);
    };
    const DAY = 24 * 3600_000;
    expect(await toldAt(endsAt - 7 * DAY - 1)).toEqual([]);
    expect(await toldAt(endsAt - 7 * DAY)).toEqual([["Instance:Expiring", 7, endsAt - 7 * DAY]]);
    expect(await toldAt(endsAt - 4 * DAY)).toEqual([["Instance:Expiring", 7, endsAt - 7 * DAY]]);
    // The worker was away from here to a few hours before the end.
    expect(await toldAt(endsAt - 5 * 3600_000)).toEqual([["Instance:Expiring", 1, endsAt - DAY]]);
    expect(await toldAt(endsAt)).toEqual([["Instance:Expired", 0, endsAt]]);
    expect(await toldAt(endsAt + DAY)).toEqual([["Instance:Expired", 0, endsAt]]);
    expect(await alertsOf(account, "Instance:Expiring")).toHaveLength(2);
    // Renewed: over, and the next end is another.
    await db().instance.update({ where: { pk: instance.pk }, data: { endsAt: new Date(endsAt + 30 * DAY) } });
    expect(await toldAt(endsAt + DAY)).toEqual([]);
    expect(await toldAt(endsAt + 23 * DAY)).toEqual([["Instance:Expiring", 7, endsAt + 23 * DAY]]);
  });

  it("a failing backup is told once for all its failures, and is over with the next run that ends well (AUD-19)", async () => {
    const { account, backup } = await aBackedUpInstance(world);
    await runBackup(world.ctx, backup.pk);
    const failing = { ...world.ctx, ports: {} };
    const began = world.clock.now();
    for (let failures = 0; failures < 3; failures++) {
      world.clock.advance({ minutes: 5 });
      await expect(runBackup(failing, backup.pk)).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
      await judgeConditions(worker);
    }
    const [alert, ...more] = await alertsOf(account, "Backup:RunFailed");
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      level: "CRITICAL",
      status: "Failed",
      at: new Date(began.getTime() + 5 * 60_000),
      endedAt: null,
      content: { backupId: backup.backupId, reason: "BackupStoreUnavailable" },
    });
    world.clock.advance({ minutes: 5 });
    await runBackup(world.ctx, backup.pk);
    await judgeConditions(worker);
    expect((await alertsOf(account, "Backup:RunFailed"))[0]?.endedAt).toEqual(world.clock.now());
    // Where its source was released all the same, no run is to come that could end it.
    world.clock.advance({ minutes: 5 });
    await expect(runBackup(failing, backup.pk)).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    await judgeConditions(worker);
    await db().backup.update({ where: { pk: backup.pk }, data: { sourceReleasedAt: world.clock.now() } });
    await judgeConditions(worker);
    const told = await alertsOf(account, "Backup:RunFailed");
    expect(told.map(({ endedAt }) => endedAt === null)).toEqual([false, false]);
  });

  it("damage that a verification found is told, and that a backup ends (AUD-19)", async () => {
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    await runBackup(world.ctx, backup.pk);
    const { pack } = await db().backupEntry.findFirstOrThrow({ where: { backupPk: backup.pk } });
    const names = await namesIn(world, backup.pk);
    const whole = await world.store.get(names.inBase(pack));
    await world.store.put(names.inBase(pack), Buffer.from("something else"));
    await verifyBackup(world.ctx, backup.pk);
    const expiresAt = new Date(world.clock.now().getTime() + 3 * 24 * 3600_000);
    await db().backup.update({ where: { pk: backup.pk }, data: { expiresAt } });
    await judgeConditions(worker);
    expect((await alertsOf(account)).map(({ name, level }) => [name, level]).sort()).toEqual([
      ["Backup:Damaged", "CRITICAL"],
      ["Backup:Expiring", "WARN"],
    ]);
    await world.store.put(names.inBase(pack), whole ?? Buffer.alloc(0));
    await verifyBackup(world.ctx, backup.pk);
    await judgeConditions(worker);
    expect((await alertsOf(account, "Backup:Damaged"))[0]?.endedAt).not.toBeNull();
  });

  it("a system backup that is two hours late is told to the operators, with the reason, until one is whole (decisions 11)", async () => {
    const other = await anAccount(world);
    const operator = await anAccount(world, { operator: true });
    const taken = (at: Date, errorCode: string | null) =>
      db().systemBackup.create({
        data: { pk: randomUuid(), name: randomUuid(), reason: "hourly", startedAt: at, endedAt: at, errorCode },
      });
    const since = world.clock.now();
    await taken(since, null);
    await taken(new Date(since.getTime() + 24 * 3600_000), null); // by a clock that has been put right
    world.clock.advance({ hours: 1 });
    await taken(world.clock.now(), "BackupStoreUnavailable");
    world.clock.advance({ hours: 1 });
    await judgeConditions(worker);
    expect(await alertsOf(operator)).toEqual([]);
    const status = world.as({ kind: "operator", osUser: "root" });
    expect(await describeDeployment(status, {})).toMatchObject({ systemBackup: { at: since, late: false } });
    world.clock.advance({ seconds: 1 });
    await judgeConditions(worker);
    expect(await alertsOf(operator)).toMatchObject([
      {
        name: "Backup:SystemBackupLate",
        level: "CRITICAL",
        content: { since: since.toISOString(), reason: "BackupStoreUnavailable" },
        endedAt: null,
      },
    ]);
    expect(await alertsOf(other)).toEqual([]);
    expect(await describeDeployment(status, {})).toMatchObject({ systemBackup: { at: since, late: true } });
    await taken(world.clock.now(), null);
    await judgeConditions(worker);
    expect((await alertsOf(operator))[0]?.endedAt).toEqual(world.clock.now());
  });

  it("are told once by many workers that judge at the same time", async () => {
    const account = await anAccount(world);
    const instance = await anInstance(account.ctx, { secretQuota: 10 });
    await db().instance.update({ where: { pk: instance.pk }, data: { secretsUsed: 10 } });
    await Promise.all(Array.from({ length: 6 }, () => judgeConditions(worker)));
    expect(await alertsOf(account, "Instance:SecretUsage")).toHaveLength(2);
  });
});

describe("releases (AUD-19, BKP-36)", () => {
  it("an alert says that a last backup held one back, and that an instance is gone", async () => {
    const { account, instance } = await aBackedUpInstance(world);
    const release = world.as({ kind: "system", job: RELEASE_JOB }, { source: "AliyunServiceEvent" });
    const asked = { region, instanceId: instance.instanceId, force: false };
    const claim = async () => {
      const job = await claimJob(release, [RELEASE_JOB]);
      if (!job) throw new Error("there is no release to do");
      return job;
    };
    await releaseInstance(account.ctx, asked);
    expect(await finishRelease({ ...release, ports: {} }, await claim())).toBe("refused");
    world.clock.advance({ seconds: 1 });
    await releaseInstance(account.ctx, asked);
    expect(await finishRelease(release, await claim())).toBe("released");
    expect((await alertsOf(account)).map(({ name, level, status }) => [name, level, status])).toEqual([
      ["Instance:ReleaseHeldBack", "CRITICAL", "Failed"],
      ["Instance:Released", "WARN", "Normal"],
    ]);
  });
});

describe("the list of alerts", () => {
  it("is walked newest first, without a gap or a repeat, and filtered", async () => {
    const account = await anAccount(world);
    const other = await anAccount(world);
    await raise(other);
    for (let i = 0; i < 7; i++) {
      if (i % 2 === 0) world.clock.advance({ seconds: 1 });
      await raise(account, { level: i < 3 ? "CRITICAL" : "INFO", region: i === 6 ? "ap-northeast-1" : region });
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { rows, next, total } = await list(account.ctx, {}, { size: 3, after });
      expect(total).toBe(7);
      seen.push(...rows.map(({ id }) => id));
      after = next ?? undefined;
    } while (after);
    const all = await alertsOf(account);
    expect(seen).toEqual(all.map(({ pk }) => pk).reverse());
    expect((await list(account.ctx, { levels: ["CRITICAL"] })).total).toBe(3);
    expect((await list(account.ctx, { region: "ap-northeast-1" })).total).toBe(1);
    expect((await list(account.ctx, { names: ["Backup:Damaged"] })).total).toBe(0);
    await acknowledgeAlerts(account.ctx, { alerts: seen.slice(0, 2) });
    expect((await list(account.ctx, { state: "open" })).total).toBe(5);
    expect((await list(account.ctx, { state: "acknowledged" })).total).toBe(2);
    expect(await countOpenAlerts(account.ctx, {})).toEqual({ critical: 3, warn: 0 });
  });

  it("says who acknowledged an alert and records it; another account's is not found", async () => {
    const [account, other] = [await anAccount(world), await anAccount(world)];
    await raise(account);
    await raise(account);
    const [one, two] = await alertsOf(account);
    const alerts = [String(one?.pk)];
    await expect(acknowledgeAlerts(other.ctx, { alerts })).rejects.toMatchObject({ code: "AlertNotFound" });
    expect(await acknowledgeAlerts(account.ctx, { alerts: [...alerts, String(two?.pk)] })).toEqual({ acknowledged: 2 });
    const at = world.clock.now();
    world.clock.advance({ minutes: 1 });
    expect(await acknowledgeAlerts(account.ctx, { alerts })).toEqual({ acknowledged: 0 });
    const by = `acs:ram::${account.accountId}:root`;
    expect((await alertsOf(account))[0]).toMatchObject({ acknowledgedAt: at, acknowledgedBy: by });
    const events = await db().auditEvent.findMany({
      where: { accountId: account.accountId, event: "AcknowledgeAlerts" },
    });
    expect(events).toMatchObject([
      { actor: by, detail: { count: 2 }, resource: `acs:kms:*:${account.accountId}:alert` },
    ]);
  });

  it("ends after 90 days, and upkeep removes what is older (AUD-06)", async () => {
    const account = await anAccount(world);
    await raise(account);
    days(90);
    expect((await list(account.ctx)).total).toBe(1);
    await forgetAlerts(worker);
    expect(await alertsOf(account)).toHaveLength(1);
    world.clock.advance({ seconds: 1 });
    expect((await list(account.ctx)).total).toBe(0);
    await forgetAlerts(worker);
    expect(await alertsOf(account)).toEqual([]);
  });
});
