import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { aKey } from "@/lib/testing/builders/a-key";
import { aPaidBackup, pay } from "@/lib/testing/builders/a-paid-backup";
import { anAccount } from "@/lib/testing/builders/an-account";
import { leaveWith } from "../billing/billing.test-support";
import { createBackupExtensionOrder } from "../billing/create-backup-extension-order";
import { createBackupOrder } from "../billing/create-backup-order";
import { createBackupRenewalOrder } from "../billing/create-backup-renewal-order";
import { balanceOf } from "../billing/ledger";
import { payOrder } from "../billing/pay-order";
import { momentOf } from "../calendar";
import type { Ctx } from "../context";
import { aBackedUpInstance, type BackupWorld, backupWorld, systemBackupOf } from "./backups.test-support";
import { dueBackupRuns } from "./due-backup-runs";
import { enableBackup } from "./enable-backup";
import { endBackups } from "./end-backups";
import { listBackupItems } from "./list-backup-items";
import { describeBackup, listBackups } from "./list-backups";
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
const rowOf = (backupId: string) => world.database.db.backup.findUniqueOrThrow({ where: { backupId } });
const token = () => randomUuid();
const extend = (ctx: Ctx, backupId: string, viewableDays: number) =>
  createBackupExtensionOrder(ctx, { region, backupId, viewableDays, clientToken: token() });
const renew = (ctx: Ctx, backupId: string, months: 1 | 2 = 1) =>
  createBackupRenewalOrder(ctx, { region, backupId, months, clientToken: token() });

describe("a purchase (BKP-70..72)", () => {
  it("of n is n rows that wait to be enabled, of one period and one price each (BKP-72)", async () => {
    world.clock.set(at("2027-01-31T09:00"));
    const { ctx, accountId } = await anAccount(world);
    const before = await balanceOf(ctx, accountId);
    const asked = { region, viewableDays: 30, quantity: 3, months: 1 as const, clientToken: token() };
    const order = await createBackupOrder(ctx, asked);
    expect(order).toMatchObject({
      ...{ type: "NEW", product: "plan.instance-backup", state: "Unpaid", amountMicros: 45_000_000n },
      quote: { lines: [{ code: "plan.instance-backup.day.month", quantity: 90, unitMicros: 500_000n }] },
    });
    expect(await createBackupOrder(ctx, asked)).toEqual(order);
    await expect(createBackupOrder(ctx, { ...asked, viewableDays: 31 })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    expect((await listBackups(ctx, { region })).filter(({ type }) => type === "Paid")).toEqual([]);
    const paid = await pay(ctx, order);
    expect(before - (await balanceOf(ctx, accountId))).toBe(45_000_000n);
    const rows = (await listBackups(ctx, { region })).filter(({ type }) => type === "Paid");
    expect(rows.map(({ backupId }) => backupId).sort()).toEqual([...paid.resourceIds].sort());
    for (const row of rows) {
      expect(row).toMatchObject({ state: "Disabled", viewableDays: 30, range: null, actions: ["enable", "renew"] });
      // The month's last day, since it has no 31st (BKP-110).
      expect(row.expiresAt).toEqual(at("2027-03-01T00:00"));
    }
  });

  it("refuses days and numbers out of range, unticked terms, and a balance that does not suffice (BKP-140, BKP-162, BKP-170)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const order = (more: object) =>
      createBackupOrder(ctx, { region, viewableDays: 7, quantity: 1, months: 1, clientToken: token(), ...more });
    for (const viewableDays of [6, 601, 7.5])
      await expect(order({ viewableDays })).rejects.toMatchObject({ code: "InvalidViewableDays" });
    for (const quantity of [0, 101, 1.5])
      await expect(order({ quantity })).rejects.toMatchObject({ code: "InvalidPurchaseQuantity" });
    const { orderId } = await order({});
    await expect(payOrder(ctx, { orderId, termsAccepted: false })).rejects.toMatchObject({ code: "TermsNotAccepted" });
    await leaveWith(ctx, accountId, 3_490_000n);
    await expect(pay(ctx, { orderId })).rejects.toMatchObject({ code: "InsufficientBalance" });
    expect((await listBackups(ctx, { region })).map(({ type }) => type)).toEqual(["Default"]);
  });
});

/** A purchased backup of an instance with one key, enabled and run. */
async function anEnabledPaid(options: Parameters<typeof aPaidBackup>[1] = {}) {
  const { account, instance } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance });
  const { backupId, pk } = await aPaidBackup(account.ctx, options);
  await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId });
  await runBackup(world.ctx, pk);
  return { account, ctx: account.ctx, instance, key, backupId, pk };
}

describe("an extension (BKP-43, BKP-82)", () => {
  it("is the sources' own example: ten days show 11..20 May, sixteen 5..20 May, and no earlier one (BKP-41, BKP-42, BKP-149, BKP-150)", async () => {
    world.clock.set(at("2027-05-01T10:00"));
    const { ctx, backupId, pk } = await anEnabledPaid({ viewableDays: 10 });
    for (let day = 2; day <= 20; day++) {
      world.clock.set(at(`2027-05-${String(day).padStart(2, "0")}T00:05`));
      await runBackup(world.ctx, pk);
    }
    const range = async () => (await describeBackup(ctx, { region, backupId })).range;
    const look = (day: string) => listBackupItems(ctx, { region, backupId, day, tab: "fullKeys", size: 10 });
    expect(await range()).toEqual({ from: "2027-05-11", to: "2027-05-20" });
    expect((await look("2027-05-11")).total).toBe(1);
    await expect(look("2027-05-10")).rejects.toMatchObject({ code: "OutOfExtendableRange" });
    await expect(look("2027-04-30")).rejects.toMatchObject({ code: "NoBackupData" });
    // Six more days, from 21 May to 1 June, which is its last one: 12 of the 31 days of a month from 21 May.
    const order = await extend(ctx, backupId, 16);
    expect(order).toMatchObject({ type: "EXTEND", resourceId: backupId, amountMicros: 1_160_000n });
    await pay(ctx, order);
    expect(await range()).toEqual({ from: "2027-05-05", to: "2027-05-20" });
    expect((await look("2027-05-05")).total).toBe(1);
    await expect(look("2027-05-04")).rejects.toMatchObject({ code: "OutOfExtendableRange" });
    // Whose range cannot be extended is not told to extend it.
    await world.database.db.backup.update({ where: { backupId }, data: { type: "Upload", viewableDays: 7 } });
    await expect(look("2027-05-04")).rejects.toMatchObject({ code: "OutOfQueryableRange" });
  });

  it("never reduces, never exceeds 600 days, and is for purchased backups alone (BKP-140..142)", async () => {
    const { ctx, backupId, instance } = await anEnabledPaid();
    for (const days of [10, 9])
      await expect(extend(ctx, backupId, days)).rejects.toMatchObject({ code: "DowngradeNotSupported" });
    for (const days of [601, 6, 12.5])
      await expect(extend(ctx, backupId, days)).rejects.toMatchObject({ code: "InvalidViewableDays" });
    const automatic = await systemBackupOf(world, instance);
    await expect(extend(ctx, automatic.backupId, 100)).rejects.toMatchObject({ code: "BackupNotExtendable" });
    const unbound = await aPaidBackup(ctx);
    await expect(extend(ctx, unbound.backupId, 20)).rejects.toMatchObject({ code: "BackupNotEnabled" });
  });

  it("that was priced for other days, or for a period that was renewed, is refused when it is paid, and takes nothing", async () => {
    const { ctx, account, backupId } = await anEnabledPaid();
    const [first, second, third] = [
      await extend(ctx, backupId, 20),
      await extend(ctx, backupId, 30),
      await extend(ctx, backupId, 40),
    ];
    const paid = await Promise.allSettled([pay(ctx, first), pay(ctx, second)]);
    expect(paid.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(paid.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "OrderNotPayable" } });
    await pay(ctx, await renew(ctx, backupId));
    const balance = await balanceOf(ctx, account.accountId);
    await expect(pay(ctx, third)).rejects.toMatchObject({ code: "OrderNotPayable" });
    expect(await balanceOf(ctx, account.accountId)).toBe(balance);
    expect([20, 30]).toContain((await rowOf(backupId)).viewableDays);
  });
});

describe("a renewal (BKP-52, BKP-110, BKP-111)", () => {
  it("goes on where the period ends, on the same day of the month or its last, and two add up", async () => {
    world.clock.set(at("2027-01-30T12:00"));
    const { ctx } = await anAccount(world);
    const { backupId, expiresAt } = await aPaidBackup(ctx, { months: 1 });
    expect(expiresAt).toEqual(at("2027-03-01T00:00"));
    const orders = [await renew(ctx, backupId, 1), await renew(ctx, backupId, 2)] as const;
    expect(orders.map(({ amountMicros, type }) => [amountMicros, type])).toEqual([
      [5_000_000n, "RENEW"],
      [10_000_000n, "RENEW"],
    ]);
    await Promise.all(orders.map((order) => pay(ctx, order)));
    expect((await rowOf(backupId)).expiresAt).toEqual(at("2027-05-29T00:00"));
    expect(await rowOf(backupId)).toMatchObject({ state: "Disabled", viewableDays: 10 });
  });

  it("is for purchased backups alone (BKP-143), and for the days that it was priced for", async () => {
    const { ctx, instance, backupId } = await anEnabledPaid();
    const automatic = await systemBackupOf(world, instance);
    await expect(renew(ctx, automatic.backupId)).rejects.toMatchObject({ code: "BackupNotRenewable" });
    const stale = await renew(ctx, backupId);
    await pay(ctx, await extend(ctx, backupId, 300));
    await expect(pay(ctx, stale)).rejects.toMatchObject({ code: "OrderNotPayable" });
  });

  it("of an expired one begins a period now with all its data, and a full at once; days without runs show none (BKP-111, BKP-150)", async () => {
    world.clock.set(at("2027-06-10T10:00"));
    const { ctx, instance, backupId, pk } = await anEnabledPaid({ viewableDays: 60 });
    await aKey(ctx, { instance });
    world.clock.set(at("2027-07-11T00:00"));
    const view = () => describeBackup(ctx, { region, backupId });
    expect(await view()).toMatchObject({
      ...{ state: "Expired", actions: ["renew"], graceUntil: at("2027-07-26T00:00"), range: null, late: false },
    });
    // Nothing runs, whether or not the worker has written down that it has expired.
    const isDue = async () => (await dueBackupRuns(world.ctx)).some(({ subjectPk }) => subjectPk === pk);
    expect(await isDue()).toBe(false);
    await expect(runBackup(world.ctx, pk)).rejects.toMatchObject({ code: "BackupNotEnabled" });
    await endBackups(world.ctx);
    expect((await rowOf(backupId)).state).toBe("Expired");
    world.clock.set(at("2027-07-25T23:50"));
    await pay(ctx, await renew(ctx, backupId));
    expect(await view()).toMatchObject({ state: "Enabled", expiresAt: at("2027-08-26T00:00"), graceUntil: null });
    expect(await isDue()).toBe(true);
    // What was made before the expiry, and in no run since, is in the full.
    expect(await runBackup(world.ctx, pk)).toMatchObject({ kind: "Full", changes: 1 });
    expect(await view()).toMatchObject({ range: { from: "2027-06-10", to: "2027-07-25" }, keys: 2 });
    const look = (day: string) => listBackupItems(ctx, { region, backupId, day, tab: "fullKeys", size: 10 });
    expect((await look("2027-06-10")).total).toBe(1);
    await expect(look("2027-07-12")).rejects.toMatchObject({ code: "NoBackupData" });
  });

  it("is too late when the 15 days are over, also for an order that waits to be paid (BKP-52)", async () => {
    world.clock.set(at("2027-06-10T10:00"));
    const { ctx } = await anAccount(world);
    const { backupId } = await aPaidBackup(ctx);
    world.clock.set(at("2027-07-25T12:00"));
    const order = await renew(ctx, backupId);
    world.clock.set(at("2027-07-26T00:00"));
    await expect(pay(ctx, order)).rejects.toMatchObject({ code: "BackupNotFound" });
    await expect(renew(ctx, backupId)).rejects.toMatchObject({ code: "BackupNotFound" });
    expect((await listBackups(ctx, { region })).map(({ type }) => type)).toEqual(["Default"]);
  });
});
