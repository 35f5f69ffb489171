import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { forgetAlerts } from "../alerts/forget-alerts";
import { judgeConditions } from "../alerts/judge-conditions";
import { type BackupWorld, backupWorld } from "../backups/backups.test-support";
import type { Ctx } from "../context";
import { releaseInstance } from "../instances/release-instance";
import { cancelKeyDeletion } from "../keys/cancel-key-deletion";
import { destroyDueKey } from "../keys/destroy-key";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { parseInput } from "../parse-input";
import { billNextDay, forgetReleased } from "./bill-day";
import { billDays, leaveWith, runRelease } from "./billing.test-support";
import { describeDailyBill } from "./describe-daily-bill";
import { balanceOf, TEST_BALANCE } from "./ledger";
import { listDailyBills } from "./list-daily-bills";
import { setFreeMode } from "./set-free-mode";
import { setPrice } from "./set-price";
import { topUpBalance } from "./top-up-balance";

// Pay-as-you-go by the day (BIL-04, BIL-06, INS-66): what a day costs, whatever has happened before it is charged.

const region = "cn-hangzhou";
const DAY = 4_500_000n;
const KEY = 30_000n;
const at = (local: string) => new Date(`${local}+08:00`);

let world: BackupWorld;
let asWorker: ProcessDb;
let console: ProcessDb;
let worker: Ctx;
let operator: Ctx;
let account: TestAccount;
let ctx: Ctx;
beforeAll(async () => {
  world = await backupWorld();
  asWorker = await dbAs(world.database, "kms_worker");
  console = await dbAs(world.database, "kms_console");
  const system = { kind: "system", job: "bill-days" } as const;
  worker = world.as(system, { source: "AliyunServiceEvent", db: asWorker.db });
  operator = world.as({ kind: "operator", osUser: "root" }, { source: "OperatorCommand" });
});
afterAll(async () => {
  await asWorker.close();
  await console.close();
  await world.close();
});
beforeEach(async () => {
  world.clock.set(at("2027-03-01T10:00:00"));
  account = await anAccount(world);
  ctx = account.ctx;
});

const db = () => world.database.db;
const set = (local: string) => world.clock.set(at(local));
const balance = () => balanceOf(ctx, account.accountId);
const bills = (input: object = {}) =>
  listDailyBills({ ...ctx, db: console.db }, parseInput(listDailyBills, { page: { size: 100 }, ...input }));
const bill = () => billDays(worker, account);
/** Keys on each bill, the first day first. */
const keysByDay = async () =>
  (await bills()).rows.map(({ lines }) => lines.find(({ code }) => code === "key.day")?.quantity ?? 0).reverse();

describe("a day is charged with the keys at its end, or at the release", () => {
  it("whether they are still there, gone since, or due and not yet destroyed", async () => {
    const instance = await anInstance(ctx);
    const [stays, doomed, saved] = [
      await aKey(ctx, { instance }),
      await aKey(ctx, { instance, state: "PendingDeletion" }), // until the 8th, 10:00
      await aKey(ctx, { instance, state: "PendingDeletion" }),
    ];
    set("2027-03-02T23:59:59.999");
    await aKey(ctx, { instance });
    set("2027-03-03T00:00:00");
    await aKey(ctx, { instance });
    set("2027-03-05T12:00:00");
    await cancelKeyDeletion(ctx, { region, key: saved.keyId });
    set("2027-03-08T12:00:00"); // `doomed` is gone since 10:00, and nobody has destroyed it
    await aKey(ctx, { instance });
    set("2027-03-09T12:00:00"); // the worker is back, destroys first and charges then
    const { pk } = await db().key.findFirstOrThrow({ where: { keyId: doomed.keyId } });
    expect(await destroyDueKey({ ...worker, actor: { kind: "system", job: "destroy" } }, { keyPk: pk })).toBe(true);
    expect(await bill()).toBe(8);
    //                                1  2  3  4  5  6  7  8
    expect(await keysByDay()).toEqual([3, 4, 5, 5, 5, 5, 5, 5]);
    expect(await db().pastKey.count({ where: { instancePk: instance.pk } })).toBe(0);
    expect(await balance()).toBe(TEST_BALANCE - 8n * DAY - 37n * KEY);
    expect(stays.state).toBe("Enabled");
  });

  it("is the same whether it is charged at midnight or days later", async () => {
    const instance = await anInstance(ctx);
    const late = await anAccount(world);
    const other = await anInstance(late.ctx);
    for (const [as, of] of [
      [ctx, instance],
      [late.ctx, other],
    ] as const) {
      set("2027-03-01T11:00:00");
      await aKey(as, { instance: of, state: "PendingDeletion" });
      await aKey(as, { instance: of });
    }
    for (const day of ["02", "03", "04", "05", "06", "07", "08", "09", "10"]) {
      set(`2027-03-${day}T00:00:00`);
      expect(await bill()).toBe(1);
    }
    expect(await keysByDay()).toEqual([2, 2, 2, 2, 2, 2, 2, 1, 1]);
    expect(await billDays(worker, late)).toBe(9);
    expect(await balanceOf(late.ctx, late.accountId)).toBe(await balance());
  });

  it("counts on the last day those that the release destroyed, and keeps nothing once it is charged", async () => {
    const instance = await anInstance(ctx);
    await aKey(ctx, { instance });
    await aKey(ctx, { instance, state: "PendingDeletion" });
    const scheduled = await aKey(ctx, { instance });
    await scheduleKeyDeletion(ctx, { region, key: scheduled.keyId, windowDays: 8 });
    set("2027-03-08T12:00:00"); // one is past its date
    await releaseInstance(ctx, { region, instanceId: instance.instanceId, force: true });
    expect(await runRelease({ ...worker, db: db() })).toBe("released");
    expect(await db().pastKey.count({ where: { instancePk: instance.pk } })).toBe(3);
    set("2027-03-20T00:00:00");
    expect(await bill()).toBe(8);
    expect(await keysByDay()).toEqual([3, 3, 3, 3, 3, 3, 3, 2]);
    expect(await db().pastKey.count({ where: { instancePk: instance.pk } })).toBe(0);
  });

  it("ends with the day on which release was asked for, and goes on where the release is refused after all (INS-66)", async () => {
    const instance = await anInstance(ctx);
    await aKey(ctx, { instance });
    await aKey(ctx, { instance, state: "PendingDeletion" }); // until the 8th
    const { instanceId } = instance;
    set("2027-03-07T12:00:00");
    await releaseInstance(ctx, { region, instanceId, force: false });
    set("2027-03-10T12:00:00");
    expect([await bill(), await bill()]).toEqual([7, 0]);
    const withoutStore = { ...worker, db: db(), ports: { ...worker.ports, backupStore: undefined } };
    expect(await runRelease(withoutStore)).toBe("refused");
    expect(await bill()).toBe(2);
    await releaseInstance(ctx, { region, instanceId, force: true });
    set("2027-03-12T12:00:00");
    expect(await bill()).toBe(1);
    set("2027-03-14T12:00:00");
    expect(await runRelease({ ...worker, db: db() })).toBe("released");
    set("2027-03-20T12:00:00");
    expect(await bill()).toBe(0);
    expect(await keysByDay()).toEqual([2, 2, 2, 2, 2, 2, 2, 1, 1, 1]);
  });

  it("keeps no keys that a release destroyed after its last day was charged, but those of days to come", async () => {
    const [done, late] = [await anInstance(ctx), await anInstance(ctx)];
    for (const instance of [done, late]) await aKey(ctx, { instance });
    const kept = (of: { pk: string }) => db().pastKey.count({ where: { instancePk: of.pk } });
    set("2027-03-02T12:00:00");
    await releaseInstance(ctx, { region, instanceId: done.instanceId, force: true });
    set("2027-03-04T12:00:00");
    expect([await billNextDay(worker, done.pk), await billNextDay(worker, done.pk)]).toEqual([true, true]);
    expect(await runRelease({ ...worker, db: db() })).toBe("released");
    await releaseInstance(ctx, { region, instanceId: late.instanceId, force: true });
    expect(await runRelease({ ...worker, db: db() })).toBe("released");
    expect([await kept(done), await kept(late)]).toEqual([1, 1]);
    await forgetReleased(worker);
    expect([await kept(done), await kept(late)]).toEqual([0, 1]);
    set("2027-03-20T12:00:00");
    await bill();
    await forgetReleased(worker);
    expect([await kept(done), await kept(late)]).toEqual([0, 0]);
    expect(await keysByDay()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("keeps no keys of subscriptions", async () => {
    const instance = await anInstance(ctx, { chargeType: "PREPAY" });
    const key = await aKey(ctx, { instance, state: "PendingDeletion" });
    set("2027-03-09T12:00:00");
    const { pk } = await db().key.findFirstOrThrow({ where: { keyId: key.keyId } });
    await destroyDueKey({ ...worker, actor: { kind: "system", job: "destroy" } }, { keyPk: pk });
    expect(await db().pastKey.count({ where: { instancePk: instance.pk } })).toBe(0);
    expect(await bill()).toBe(0);
  });

  it("does not count a key from a backup for the days before it came back", async () => {
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance });
    set("2027-03-05T12:00:00");
    // As a restore leaves it: a new row, with the time at which the key was created first.
    const restored = ctx.newId();
    await world.database.sql("UPDATE key SET pk = $1 WHERE key_id = $2", [restored, key.keyId]);
    expect(await bill()).toBe(4);
    expect(await keysByDay()).toEqual([0, 0, 0, 0]);
    set("2027-03-06T00:00:00");
    expect(await bill()).toBe(1);
    expect(await keysByDay()).toEqual([0, 0, 0, 0, 1]);
  });
});

describe("a day is charged at its own prices", () => {
  it("which held when it began, whenever it is charged; days of free mode cost nothing and are bills all the same", async () => {
    // In days of its own: prices hold for all.
    set("2027-05-01T10:00:00");
    await anInstance(ctx);
    set("2027-05-02T15:00:00");
    await setPrice(operator, { code: "instance.software.day", amountMicros: 6_000_000n });
    set("2027-05-03T15:00:00");
    await setFreeMode(operator, { free: true });
    set("2027-05-05T00:00:00");
    await setFreeMode(operator, { free: false });
    set("2027-05-06T08:00:00");
    await setPrice(operator, { code: "instance.software.day", amountMicros: DAY });
    set("2027-05-08T00:00:00");
    expect(await bill()).toBe(7);
    const amounts = (await bills()).rows.map(({ amountMicros }) => amountMicros).reverse();
    expect(amounts).toEqual([DAY, DAY, 6_000_000n, 0n, 6_000_000n, 6_000_000n, DAY]);
    // What costs nothing moves no money.
    expect(await db().ledgerMovement.count({ where: { accountId: account.accountId, kind: "DailyBill" } })).toBe(6);
  });
});

describe("a day is charged once", () => {
  it("by any number of workers", async () => {
    const { pk } = await anInstance(ctx);
    set("2027-03-05T00:00:00");
    const each = await Promise.all(Array.from({ length: 8 }, () => billNextDay(worker, pk)));
    expect(each.filter(Boolean)).toHaveLength(4);
    expect(await balance()).toBe(TEST_BALANCE - 4n * DAY);
    expect(await db().auditEvent.count({ where: { accountId: account.accountId, event: "IssueDailyBill" } })).toBe(4);
  });

  it("and stopped anywhere within it leaves neither bill nor money, and is charged the next time", async () => {
    const instance = await anInstance(ctx);
    await aKey(ctx, { instance });
    set("2027-03-02T00:00:00");
    await world.database.sql(`
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
      CREATE TRIGGER stop_here BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.event = 'IssueDailyBill') EXECUTE FUNCTION stop_here();`);
    await expect(billNextDay(worker, instance.pk)).rejects.toThrow(/stopped/);
    await world.database.sql("DROP TRIGGER stop_here ON audit_event; DROP FUNCTION stop_here()");
    expect((await bills()).rows).toEqual([]);
    expect(await balance()).toBe(TEST_BALANCE);
    expect(await bill()).toBe(1);
    expect(await balance()).toBe(TEST_BALANCE - DAY - KEY);
  });

  it("changes nothing that somebody who edits the instance at midnight would trip over", async () => {
    const { pk, revision } = await anInstance(ctx);
    set("2027-03-02T00:00:00");
    expect(await bill()).toBe(1);
    expect((await db().instance.findUniqueOrThrow({ where: { pk } })).revision).toBe(revision);
  });
});

describe("bills", () => {
  it("are the account's, the newest day first, by day and instance, page by page", async () => {
    const [one, two] = [await anInstance(ctx, { name: "first" }), await anInstance(ctx, { enabled: false })];
    set("2027-03-03T00:00:00");
    expect(await bill()).toBe(4);
    const all = await bills();
    expect(all.total).toBe(4);
    expect(all.rows.map(({ businessDay }) => businessDay)).toEqual([
      "2027-03-02",
      "2027-03-02",
      "2027-03-01",
      "2027-03-01",
    ]);
    const of = await bills({ instanceId: one.instanceId, from: "2027-03-02", to: "2027-03-02" });
    expect(of.rows).toEqual([
      {
        billId: expect.stringMatching(/^bil-[a-z0-9]{21}$/),
        arn: expect.stringContaining(`:${account.accountId}:order/bil-`),
        region,
        instanceId: one.instanceId,
        instanceName: "first",
        businessDay: "2027-03-02",
        lines: [{ code: "instance.software.day", quantity: 1, unitMicros: DAY, amountMicros: DAY }],
        amountMicros: DAY,
        issuedAt: at("2027-03-03T00:00:00"),
      },
    ]);
    const pages = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const { rows, next } = await bills({ page: { size: 3, after } });
      pages.push(...rows);
      after = next ?? undefined;
    }
    expect(pages).toEqual(all.rows);
    const [first] = of.rows;
    expect(await describeDailyBill({ ...ctx, db: console.db }, { billId: first?.billId ?? "" })).toEqual(first);
    const stranger = await anAccount(world);
    await expect(describeDailyBill(stranger.ctx, { billId: first?.billId ?? "" })).rejects.toMatchObject({
      code: "BillNotFound",
    });
    expect(two.name).toBeNull();
  });
});

describe("a balance that days take below zero (BIL-04)", () => {
  const alertsNamed = (name: string) => db().alert.findMany({ where: { accountId: account.accountId, name } });

  it("is told by a worker that was away for months, and over whenever it is topped up", async () => {
    const { instanceId } = await anInstance(ctx, { enabled: false });
    await leaveWith(ctx, account.accountId, 0n);
    await releaseInstance(ctx, { region, instanceId, force: false });
    await runRelease({ ...worker, db: db() });
    set("2027-07-01T12:00:00");
    expect(await bill()).toBe(1);
    await judgeConditions(worker);
    expect(await alertsNamed("Billing:BalanceOverdrawn")).toMatchObject([{ endedAt: null }]);
    set("2027-08-01T12:00:00"); // nothing has moved since
    await judgeConditions(worker);
    expect(await alertsNamed("Billing:BalanceOverdrawn")).toMatchObject([{ endedAt: null }]);
    set("2027-10-20T12:00:00"); // told anew after 90 days, before and after the old alert is forgotten (AUD-06)
    await forgetAlerts(worker);
    await judgeConditions(worker);
    await forgetAlerts(worker);
    await judgeConditions(worker);
    expect(await alertsNamed("Billing:BalanceOverdrawn")).toMatchObject([{ endedAt: null, at: world.clock.now() }]);
    await topUpBalance(operator, parseInput(topUpBalance, { accountId: account.accountId, amountMicros: DAY }));
    await judgeConditions(worker);
    expect(await alertsNamed("Billing:BalanceOverdrawn")).toMatchObject([{ endedAt: world.clock.now() }]);
  });

  it("that cannot be summed keeps nobody from hearing of anything else", async () => {
    await anInstance(ctx, { chargeType: "PREPAY", months: 1, enabled: false });
    set("2027-03-31T12:00:00");
    await world.database.sql("REVOKE SELECT ON ledger_entry FROM kms_worker");
    await expect(judgeConditions(worker)).rejects.toThrow();
    await world.database.sql("GRANT SELECT ON ledger_entry TO kms_worker");
    expect(await alertsNamed("Instance:Expiring")).toMatchObject([{ endedAt: null }]);
    await judgeConditions(worker);
    expect(await alertsNamed("Instance:Expiring")).toHaveLength(1);
  });

  it("is told once, for as long as it lasts", async () => {
    await anInstance(ctx);
    await leaveWith(ctx, account.accountId, 1_000_000n);
    const judge = () => judgeConditions(worker);
    const alerts = () => alertsNamed("Billing:BalanceOverdrawn");
    await judge();
    expect(await alerts()).toEqual([]);
    set("2027-03-02T00:00:00");
    await bill();
    expect(await balance()).toBe(1_000_000n - DAY);
    await judge();
    await judge();
    expect(await alerts()).toMatchObject([
      { level: "CRITICAL", endedAt: null, content: { balanceMicros: "-3500000" }, times: 1 },
    ]);
    const topUp = (amountMicros: bigint) =>
      topUpBalance(operator, parseInput(topUpBalance, { accountId: account.accountId, amountMicros }));
    await topUp(3_490_000n);
    await judge();
    expect(await alerts()).toMatchObject([{ endedAt: null }]);
    await topUp(10_000n);
    await judge();
    expect(await alerts()).toMatchObject([{ endedAt: world.clock.now() }]);
  });
});
