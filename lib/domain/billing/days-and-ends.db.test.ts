import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dayFromDate } from "../calendar";
import { describeInstance } from "../instances/describe-instance";
import { dueReleases } from "../instances/due-releases";
import { RELEASE_JOB } from "../instances/instance-state";
import { releaseInstance } from "../instances/release-instance";
import { findAutoRenewals, renewAutomatically } from "../instances/renew-automatically";
import { enqueueJobs } from "../jobs/enqueue-job";
import { findInstancesToBill } from "./bill-day";
import { aToken, billDays, inZone, runRelease } from "./billing.test-support";
import { createInstanceOrder } from "./create-instance-order";
import { createRenewalOrder } from "./create-renewal-order";
import { expireOrders } from "./expire-orders";
import { balanceOf, TEST_BALANCE } from "./ledger";
import { payOrder } from "./pay-order";

// To the second: what ends and what is charged around midnights, month ends, a leap day and changes of summer time, with
// no worker running over any of them. Times are as clocks of the deployment's zone show them; the arithmetic itself is
// tested in calendar.test.ts.

const region = "cn-hangzhou";
const SHANGHAI = "Asia/Shanghai";
const BERLIN = "Europe/Berlin";
/** Summer time begins at midnight: that day begins at 01:00. */
const SANTIAGO = "America/Santiago";
const HAVANA = "America/Havana";
const AZORES = "Atlantic/Azores";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());
/** Nothing that one case leaves behind is due in the next. */
afterEach(async () => {
  await database.db.instance.updateMany({ data: { saleStatus: "Released", releasedAt: new Date(0) } });
  await database.sql("UPDATE instance SET billed_through = '2100-01-01'");
  await database.db.job.deleteMany({ where: { kind: RELEASE_JOB } });
});

const MS = 1;
const justBefore = (moment: Date) => new Date(moment.getTime() - MS);

describe("a subscription ends, waits and is released to the second (INS-60, INS-62, INS-63, INS-69)", () => {
  it.each([
    {
      zone: SHANGHAI,
      bought: "2027-01-31T23:59:59",
      months: 1,
      ends: "2027-03-01T00:00",
      released: "2027-03-16T00:00",
    },
    {
      zone: SHANGHAI,
      bought: "2028-01-31T00:00:00",
      months: 1,
      ends: "2028-03-01T00:00",
      released: "2028-03-16T00:00",
    },
    {
      zone: SHANGHAI,
      bought: "2028-02-29T12:00:00",
      months: 12,
      ends: "2029-03-01T00:00",
      released: "2029-03-16T00:00",
    },
    {
      zone: SHANGHAI,
      bought: "2027-02-28T12:00:00",
      months: 12,
      ends: "2028-02-29T00:00",
      released: "2028-03-15T00:00",
    },
    {
      zone: SHANGHAI,
      bought: "2027-12-31T23:59:59",
      months: 2,
      ends: "2028-03-01T00:00",
      released: "2028-03-16T00:00",
    },
    // 15 x 24 h end an hour after the midnight where summer time begins on the way, and before it where it ends.
    { zone: BERLIN, bought: "2027-02-13T10:00:00", months: 1, ends: "2027-03-14T00:00", released: "2027-03-29T01:00" },
    { zone: BERLIN, bought: "2027-09-19T10:00:00", months: 1, ends: "2027-10-20T00:00", released: "2027-11-04T00:00" },
    { zone: BERLIN, bought: "2028-02-29T23:59:59", months: 1, ends: "2028-03-30T00:00", released: "2028-04-14T00:00" },
    {
      zone: SANTIAGO,
      bought: "2027-08-04T10:00:00",
      months: 1,
      ends: "2027-09-05T01:00",
      released: "2027-09-20T01:00",
    },
  ] as const)("$zone: bought $bought for $months, ends $ends, released $released", async (row) => {
    const { at, ctx, worker, set } = await inZone(world, row.zone);
    set(row.bought);
    const { instanceId, pk } = await anInstance(ctx, { chargeType: "PREPAY", months: row.months, enabled: false });
    const state = () => describeInstance(ctx, { region, instanceId });
    const renewal = () => createRenewalOrder(ctx, { region, instanceId, months: 1, clientToken: aToken() });
    const due = async () => (await dueReleases(worker)).filter(({ subjectPk }) => subjectPk === pk);

    world.clock.set(justBefore(at(row.ends)));
    expect(await state()).toMatchObject({ saleStatus: "Normal", endsAt: at(row.ends) });
    world.clock.set(at(row.ends));
    expect(await state()).toMatchObject({ saleStatus: "Expired", isReleaseDue: false, releaseAt: at(row.released) });
    world.clock.set(justBefore(at(row.released)));
    const { orderId } = await renewal();
    expect(await due()).toEqual([]);
    world.clock.set(at(row.released));
    await expect(renewal()).rejects.toMatchObject({ code: "RenewalNotPossible" });
    await expect(payOrder(ctx, { orderId, termsAccepted: true })).rejects.toMatchObject({ code: "RenewalNotPossible" });
    expect(await due()).toMatchObject([{ dueAt: at(row.released) }]);
    // The worker is back three days later.
    world.clock.advance({ days: 3 });
    await enqueueJobs(worker, await due());
    expect(await runRelease(worker)).toBe("released");
  });
});

describe("a renewal counts from the end, or from the second in which it is paid (INS-60, INS-63)", () => {
  it.each([
    { zone: SHANGHAI, bought: "2027-01-31T09:00:00", paid: "2027-02-28T23:59:59", until: "2027-03-29T00:00" },
    { zone: SHANGHAI, bought: "2027-01-31T09:00:00", paid: "2027-03-01T00:00:00", until: "2027-04-02T00:00" },
    { zone: SHANGHAI, bought: "2028-01-31T09:00:00", paid: "2028-02-29T23:59:59", until: "2028-03-30T00:00" },
    { zone: SHANGHAI, bought: "2028-01-31T09:00:00", paid: "2028-03-15T23:59:59", until: "2028-04-16T00:00" },
    { zone: BERLIN, bought: "2027-02-27T09:00:00", paid: "2027-03-27T23:59:59", until: "2027-04-28T00:00" },
    { zone: BERLIN, bought: "2027-02-27T09:00:00", paid: "2027-03-28T00:00:00", until: "2027-04-29T00:00" },
    { zone: BERLIN, bought: "2027-09-30T09:00:00", paid: "2027-10-31T02:30:00", until: "2027-12-01T00:00" },
  ])("$zone: bought $bought, renewed $paid, serves until $until", async ({ zone, bought, paid, until }) => {
    const { at, ctx, set } = await inZone(world, zone);
    set(bought);
    const { instanceId } = await anInstance(ctx, { chargeType: "PREPAY", months: 1, enabled: false });
    set(paid);
    const { orderId } = await createRenewalOrder(ctx, { region, instanceId, months: 1, clientToken: aToken() });
    await payOrder(ctx, { orderId, termsAccepted: true });
    expect((await describeInstance(ctx, { region, instanceId })).endsAt).toEqual(at(until));
  });
});

describe("an automatic renewal, by a worker that was there or was not (INS-25, INS-68)", () => {
  it.each([
    { zone: SHANGHAI, bought: "2027-01-31T09:00:00", awake: "2027-02-22T00:00:00", until: "2027-03-29T00:00" },
    { zone: SHANGHAI, bought: "2028-01-31T09:00:00", awake: "2028-02-29T23:59:59", until: "2028-03-30T00:00" },
    { zone: SHANGHAI, bought: "2028-01-31T09:00:00", awake: "2028-03-10T05:00:00", until: "2028-04-11T00:00" },
    { zone: BERLIN, bought: "2027-02-27T09:00:00", awake: "2027-03-28T05:00:00", until: "2027-04-29T00:00" },
    { zone: BERLIN, bought: "2027-02-27T09:00:00", awake: "2027-03-21T00:00:00", until: "2027-04-28T00:00" },
  ])("$zone: bought $bought, worker there at $awake, serves until $until", async ({ zone, bought, awake, until }) => {
    const { at, ctx, worker, set } = await inZone(world, zone);
    set(bought);
    const { instanceId, pk } = await anInstance(ctx, {
      chargeType: "PREPAY",
      months: 1,
      enabled: false,
      autoRenewalMonths: 1,
    });
    set(awake);
    expect((await findAutoRenewals(worker)).map((one) => one.pk)).toEqual([pk]);
    expect(await renewAutomatically(worker, pk)).toBe(true);
    expect((await describeInstance(ctx, { region, instanceId })).endsAt).toEqual(at(until));
    expect(await renewAutomatically(worker, pk)).toBe(false);
  });
});

describe("an order can be paid for 24 hours, whether or not a worker has been there (BIL-05)", () => {
  it.each([
    { zone: SHANGHAI, placed: "2027-01-31T23:59:59", over: "2027-02-01T23:59:59" },
    { zone: SHANGHAI, placed: "2028-02-28T12:00:00", over: "2028-02-29T12:00:00" },
    // 24 hours, not a day of the calendar.
    { zone: BERLIN, placed: "2027-03-27T12:00:00", over: "2027-03-28T13:00:00" },
    { zone: BERLIN, placed: "2027-10-30T12:00:00", over: "2027-10-31T11:00:00" },
  ])("$zone: placed $placed, over $over", async ({ zone, placed, over }) => {
    const { at, account, ctx, worker, set } = await inZone(world, zone);
    set(placed);
    const place = () => createInstanceOrder(ctx, createInstanceOrder.schema.parse(form(aToken())));
    const [paid, late] = [await place(), await place()];
    const pay = ({ orderId }: { orderId: string }) => payOrder(ctx, { orderId, termsAccepted: true });
    world.clock.set(justBefore(at(over)));
    await expireOrders(worker);
    expect((await pay(paid)).state).toBe("Paid");
    set(over);
    await expect(pay(late)).rejects.toMatchObject({ code: "OrderExpired" });
    world.clock.advance({ days: 5 });
    await expect(pay(late)).rejects.toMatchObject({ code: "OrderExpired" });
    expect(await expireOrders(worker)).toBe(1);
    await expect(pay(late)).rejects.toMatchObject({ code: "OrderExpired" });
    expect((await pay(paid)).state).toBe("Paid");
    expect(await balanceOf(ctx, account.accountId)).toBe(TEST_BALANCE - 500_000_000n);
  });
});

const form = (clientToken: string) => ({ region, chargeType: "PREPAY", months: 1, clientToken });

describe("days of pay-as-you-go are charged once they are over, each once (BIL-04, INS-66)", () => {
  const DAY = 4_500_000n;

  it.each([
    { zone: SHANGHAI, bought: "2027-01-31T23:59:59", awake: "2027-02-01T00:00", days: ["2027-01-31"] },
    { zone: SHANGHAI, bought: "2027-02-01T00:00:00", awake: "2027-02-02T00:00", days: ["2027-02-01"] },
    {
      zone: SHANGHAI,
      bought: "2028-02-27T12:00:00",
      awake: "2028-03-02T00:00",
      days: ["2028-02-27", "2028-02-28", "2028-02-29", "2028-03-01"],
    },
    { zone: SHANGHAI, bought: "2027-12-31T23:59:59", awake: "2028-01-02T00:00", days: ["2027-12-31", "2028-01-01"] },
    {
      zone: BERLIN,
      bought: "2027-03-27T23:59:59",
      awake: "2027-03-30T00:00",
      days: ["2027-03-27", "2027-03-28", "2027-03-29"],
    },
    {
      zone: BERLIN,
      bought: "2027-10-30T00:00:00",
      awake: "2027-11-02T00:00",
      days: ["2027-10-30", "2027-10-31", "2027-11-01"],
    },
    { zone: SANTIAGO, bought: "2027-09-04T23:00:00", awake: "2027-09-06T00:00", days: ["2027-09-04", "2027-09-05"] },
  ])("$zone: bought $bought, worker there at $awake: $days", async ({ zone, bought, awake, days }) => {
    const { at, account, ctx, worker, set } = await inZone(world, zone);
    set(bought);
    const { pk } = await anInstance(ctx, { enabled: false });
    expect(await billDays(worker, account)).toBe(0);
    world.clock.set(justBefore(at(awake)));
    expect(await billDays(worker, account)).toBe(days.length - 1);
    world.clock.set(at(awake));
    expect(await billDays(worker, account)).toBe(1);
    expect(await billDays(worker, account)).toBe(0);
    const bills = await database.db.dailyBill.findMany({ where: { instancePk: pk }, orderBy: { businessDay: "asc" } });
    expect(bills.map(({ businessDay }) => dayFromDate(businessDay))).toEqual(days);
    expect(await balanceOf(ctx, account.accountId)).toBe(TEST_BALANCE - BigInt(days.length) * DAY);
  });

  it.each([
    { zone: SHANGHAI, bought: "2028-02-28T10:00:00", released: "2028-03-01T00:00:00", days: 2 },
    { zone: SHANGHAI, bought: "2028-02-28T10:00:00", released: "2028-03-01T00:00:01", days: 3 },
    { zone: SHANGHAI, bought: "2027-01-31T10:00:00", released: "2027-01-31T23:59:59", days: 1 },
    { zone: BERLIN, bought: "2027-03-27T10:00:00", released: "2027-03-28T23:59:59", days: 2 },
    { zone: BERLIN, bought: "2027-10-31T00:00:00", released: "2027-11-01T00:00:00", days: 1 },
  ])("$zone: bought $bought, released $released: $days days, whenever the worker is back", async (row) => {
    const { account, ctx, worker, set } = await inZone(world, row.zone);
    set(row.bought);
    const { instanceId } = await anInstance(ctx, { enabled: false });
    set(row.released);
    await releaseInstance(ctx, { region, instanceId, force: false });
    expect(await runRelease(worker)).toBe("released");
    world.clock.advance({ days: 40 });
    expect(await billDays(worker, account)).toBe(row.days);
    world.clock.advance({ days: 40 });
    expect(await billDays(worker, account)).toBe(0);
  });

  // Where clocks are set back over midnight it comes twice, and the first of the two begins the day.
  it.each([
    { zone: HAVANA, bought: "2027-11-05T10:00:00Z", released: "2027-11-07T04:30:00Z", last: "2027-11-07" },
    { zone: HAVANA, bought: "2027-11-05T10:00:00Z", released: "2027-11-07T05:00:00Z", last: "2027-11-07" },
    { zone: HAVANA, bought: "2027-11-05T10:00:00Z", released: "2027-11-07T04:00:00Z", last: "2027-11-06" },
    { zone: AZORES, bought: "2027-10-29T10:00:00Z", released: "2027-10-31T00:30:00Z", last: "2027-10-31" },
    { zone: SHANGHAI, bought: "2027-10-29T10:00:00Z", released: "2027-10-30T15:59:59Z", last: "2027-10-30" },
  ])("$zone: released $released, $last is charged, and then the instance is looked at no more", async (row) => {
    const { account, ctx, worker } = await inZone(world, row.zone);
    world.clock.set(row.bought);
    const { pk, instanceId } = await anInstance(ctx, { enabled: false });
    world.clock.set(row.released);
    expect(await billDays(worker, account)).toBeGreaterThan(0); // so that the last day is the only one to come
    await releaseInstance(ctx, { region, instanceId, force: false });
    expect(await runRelease(worker)).toBe("released");
    world.clock.advance({ days: 2 });
    await billDays(worker, account);
    const bills = await database.db.dailyBill.findMany({ where: { instancePk: pk }, orderBy: { businessDay: "asc" } });
    expect(bills.map(({ businessDay }) => dayFromDate(businessDay)).at(-1)).toBe(row.last);
    const looked: string[] = [];
    for await (const found of findInstancesToBill(worker)) looked.push(found);
    expect(looked).not.toContain(pk);
  });
});
