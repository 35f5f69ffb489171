import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { trimChangeFeed } from "@/lib/db/change-feed.sql";
import { aKey } from "@/lib/testing/builders/a-key";
import { aPaidBackup, pay } from "@/lib/testing/builders/a-paid-backup";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { listAlerts } from "../alerts/list-alerts";
import { runRelease } from "../billing/billing.test-support";
import { createBackupExtensionOrder } from "../billing/create-backup-extension-order";
import { createBackupRenewalOrder } from "../billing/create-backup-renewal-order";
import { momentOf } from "../calendar";
import type { Ctx } from "../context";
import { enableInstance } from "../instances/enable-instance";
import { releaseInstance } from "../instances/release-instance";
import { backupCalendar, listBackupTicks } from "./backup-calendar";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { describeResetImpact } from "./describe-reset-impact";
import { dueResets, finishReset } from "./destroy-binding";
import { enableBackup } from "./enable-backup";
import { endBackups } from "./end-backups";
import { listBackupItems } from "./list-backup-items";
import { describeBackup, listBackups } from "./list-backups";
import { listRestoreDestinations } from "./list-restore-destinations";
import { listSourceInstances } from "./list-source-instances";
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
const at = (local: string) => {
  const moment = momentOf(local, "Asia/Shanghai");
  if (!moment) throw new Error(`${local} is no time`);
  return moment;
};
const db = () => world.database.db;
const worker = (): Ctx => world.as({ kind: "system", job: "worker" }, { source: "AliyunServiceEvent" });

/** A purchased backup that was enabled for an instance with a key and run, all on 10 June; it expires on 11 July. */
async function anEnabledPaid() {
  world.clock.set(at("2027-06-10T10:00"));
  const { account, instance } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance });
  const { backupId, pk } = await aPaidBackup(account.ctx);
  await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId });
  await runBackup(world.ctx, pk);
  return { account, ctx: account.ctx, instance, key, backupId, pk };
}

/** The worker, as far as ends of backups go. */
async function work(ctx = worker()): Promise<void> {
  await endBackups(ctx);
  for (const { subjectPk } of await dueResets(ctx)) await finishReset(ctx, subjectPk);
}

const eventsOf = async (accountId: string, event: string) =>
  (await db().auditEvent.findMany({ where: { accountId, event }, orderBy: { at: "asc" } })).map(({ detail }) => detail);
const alertsOf = async (ctx: Ctx) =>
  (await listAlerts(ctx, listAlerts.schema.parse({ region }))).rows.map(({ name }) => name);

describe("an expired backup", () => {
  it("refuses every action but renewal, through every operation (BKP-51, BKP-145)", async () => {
    const { ctx, instance, key, backupId } = await anEnabledPaid();
    const of = { region, backupId };
    const day = "2027-06-10";
    const item = { ...of, at: world.clock.now(), destination: { region, instanceId: instance.instanceId } };
    const held = {
      kind: "key",
      id: key.keyId,
      accountId: ctx.actor.kind === "person" ? ctx.actor.accountId : "",
      versions: 1,
      encryptionKeyId: null,
    } as const;
    const calls: Record<string, () => Promise<unknown>> = {
      enable: () => enableBackup(ctx, { ...of, instanceId: instance.instanceId }),
      sources: () => listSourceInstances(ctx, of),
      calendar: () => backupCalendar(ctx, of),
      ticks: () => listBackupTicks(ctx, { ...of, day }),
      items: () => listBackupItems(ctx, { ...of, day, tab: "fullKeys", size: 10 }),
      destinations: () => listRestoreDestinations(ctx, { ...of, item: held }),
      "restore of a key": () => restoreBackupKey(ctx, { ...item, keyId: key.keyId }),
      "restore of a secret": () => restoreBackupSecret(ctx, { ...item, name: "any" }),
      extension: () => createBackupExtensionOrder(ctx, { ...of, viewableDays: 20, clientToken: randomUuid() }),
      impact: () => describeResetImpact(ctx, of),
      reset: () => resetBackup(ctx, { ...of, confirm: backupId }),
    };
    const answers = async () =>
      Promise.all(
        Object.entries(calls).map(async ([name, call]) => [
          name,
          await call().then(
            () => "ok",
            (error) => error.code,
          ),
        ]),
      );
    const expired = Object.keys(calls).map((name) => [name, "BackupExpired"]);
    world.clock.set(at("2027-07-11T00:00"));
    expect(await answers()).toEqual(expired);
    await work();
    expect(await answers()).toEqual(expired);
    await pay(ctx, await createBackupRenewalOrder(ctx, { ...of, months: 1, clientToken: randomUuid() }));
    expect((await answers()).filter(([, code]) => code === "BackupExpired")).toEqual([]);
  });

  it("keeps what its next full needs, and is expired no more where the clock is put back (S28)", async () => {
    const { instance, ctx, pk, backupId, account } = await anEnabledPaid();
    await aKey(ctx, { instance });
    world.clock.set(at("2027-07-11T00:00"));
    await work();
    expect(await eventsOf(account.accountId, "ExpireBackup")).toHaveLength(1);
    await trimChangeFeed(db());
    expect(await db().changeFeed.count({ where: { instancePk: instance.pk } })).toBeGreaterThan(0);
    world.clock.set(at("2027-07-10T23:00"));
    expect(await describeBackup(ctx, { region, backupId })).toMatchObject({ state: "Enabled" });
    await work();
    expect(await runBackup(world.ctx, pk)).toMatchObject({ kind: "Full", changes: 1 });
  });

  it("is gone for everybody after 15 days, and with its data a day later, though the worker stood still and was killed (BKP-14, BKP-50, S28)", async () => {
    const { ctx, account, pk, backupId } = await anEnabledPaid();
    const { base, key } = await namesIn(world, pk);
    const { bindingId } = await db().backup.findUniqueOrThrow({ where: { pk } });
    await db().backupReport.create({
      data: {
        pk: randomUuid(),
        reportId: `rpt-${backupId}`,
        backupPk: pk,
        bindingId: bindingId ?? "",
        kind: "Drill",
        state: "Queued",
        createdBy: "x",
        createdAt: world.clock.now(),
      },
    });
    world.clock.set(at("2027-07-26T00:00"));
    await expect(describeBackup(ctx, { region, backupId })).rejects.toMatchObject({ code: "BackupNotFound" });
    await work();
    // A clock that is a day ahead destroys nothing.
    expect(await world.store.get(key)).not.toBeNull();
    world.clock.set(at("2027-08-20T00:00"));
    await endBackups(worker());
    const [due] = await dueResets(worker());
    expect(due?.subjectPk).toBe(pk);
    const broken = {
      ...worker(),
      ports: {
        backupStore: {
          ...world.store,
          name: "x",
          list: () => Promise.reject(new Error("gone")),
          remove: world.store.remove.bind(world.store),
        } as never,
      },
    };
    await expect(finishReset(broken, pk)).rejects.toMatchObject({ code: "BackupStoreUnavailable" });
    // Killed in the middle: the key has gone, the row is still there for the next one, and nobody sees it.
    expect(await world.store.get(key)).toBeNull();
    expect((await listBackups(ctx, { region })).map(({ type }) => type)).toEqual(["SystemCreated", "Default"]);
    await work();
    expect(await world.store.list(`${base}/`)).toEqual([]);
    expect(await db().backup.count({ where: { pk } })).toBe(0);
    expect(await db().backupReport.count({ where: { backupPk: pk } })).toBe(0);
    const phases = (await eventsOf(account.accountId, "ReleaseBackup")).map(
      (detail) => (detail as { phase: string }).phase,
    );
    expect(phases.sort()).toEqual(["begun", "finished"]);
    expect(await alertsOf(ctx)).toContain("Backup:Released");
  });

  it("that was never enabled goes at once when its time is over", async () => {
    world.clock.set(at("2027-06-10T10:00"));
    const { account } = await aBackedUpInstance(world);
    const { pk } = await aPaidBackup(account.ctx);
    world.clock.set(at("2027-07-27T00:00"));
    await work();
    expect(await db().backup.count({ where: { pk } })).toBe(0);
    expect(await eventsOf(account.accountId, "ReleaseBackup")).toMatchObject([{ phase: "finished" }]);
  });

  it("is renewed or destroyed, never both, when both come at once", async () => {
    const { ctx, pk, backupId } = await anEnabledPaid();
    world.clock.set(at("2027-07-25T12:00"));
    const order = await createBackupRenewalOrder(ctx, { region, backupId, months: 1, clientToken: randomUuid() });
    // The worker's clock is two days ahead of the console's.
    const ahead = { ...worker(), now: () => at("2027-07-27T12:00") };
    const [paid] = await Promise.allSettled([pay(ctx, order), endBackups(ahead)]);
    const row = await db().backup.findUniqueOrThrow({ where: { pk } });
    expect(row.leaving).toBe(paid?.status === "rejected");
    expect((await db().order.findUniqueOrThrow({ where: { orderId: order.orderId } })).state).toBe(
      row.leaving ? "Unpaid" : "Paid",
    );
  });
});

describe("an automatic backup", () => {
  it("goes 90 days after its instance was released, with its data (BKP-14)", async () => {
    world.clock.set(at("2027-01-10T10:00"));
    const { account, instance, backup } = await aBackedUpInstance(world);
    await aKey(account.ctx, { instance });
    const { base } = await namesIn(world, backup.pk);
    await releaseInstance(account.ctx, { region, instanceId: instance.instanceId, force: false });
    expect(await runRelease(worker())).toBe("released");
    world.clock.set(at("2027-04-10T23:59"));
    const view = () => describeBackup(account.ctx, { region, backupId: backup.backupId });
    expect(await view()).toMatchObject({ state: "Enabled", keptUntil: at("2027-04-11T00:00"), keys: 1 });
    world.clock.set(at("2027-04-11T00:00"));
    await expect(view()).rejects.toMatchObject({ code: "BackupNotFound" });
    world.clock.set(at("2027-04-12T00:00"));
    await work();
    expect(await world.store.list(`${base}/`)).toEqual([]);
    expect(await db().backup.count({ where: { pk: backup.pk } })).toBe(0);
  });

  it("is not made for an instance from before there were any, until its release saves its last day (BKP-18, BKP-19)", async () => {
    world.clock.set(at("2027-01-10T10:00"));
    const { account, instance: other } = await aBackedUpInstance(world);
    const waiting = await anInstance(account.ctx, { enabled: false });
    await db().instance.update({ where: { pk: waiting.pk }, data: { createdAt: at("2024-04-25T23:59") } });
    const network = { name: "old", vpcId: "vpc-a", zones: other.zones.slice(0, 2), vswitchIds: ["vsw-a"] };
    await enableInstance(account.ctx, { region, instanceId: waiting.instanceId, ...network });
    expect(await db().backup.count({ where: { instancePk: waiting.pk } })).toBe(0);
    await aKey(account.ctx, { instance: waiting });
    await releaseInstance(account.ctx, { region, instanceId: waiting.instanceId, force: false });
    expect(await runRelease(worker())).toBe("released");
    const [last] = await db().backup.findMany({ where: { instancePk: waiting.pk } });
    expect(last).toMatchObject({ type: "SystemCreated", state: "Enabled", sourceReleasedAt: world.clock.now() });
    const of = { region, backupId: last?.backupId ?? "" };
    expect(await describeBackup(account.ctx, of)).toMatchObject({ keys: 1, keptUntil: at("2027-04-11T00:00") });
  });
});
