import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { dbAs } from "@/lib/testing/process-role";
import { type BackupWorld, backupWorld } from "../backups/backups.test-support";
import { createRenewalOrder } from "../billing/create-renewal-order";
import { createSpecificationOrder } from "../billing/create-specification-order";
import { balanceOf, customerBook, post, TEST_BALANCE } from "../billing/ledger";
import { payOrder } from "../billing/pay-order";
import type { Ctx } from "../context";
import { enqueueJobs } from "../jobs/enqueue-job";
import { claimJob } from "../jobs/lease";
import { settleJob } from "../jobs/settle-job";
import { encrypt } from "../keys/encrypt";
import { transaction } from "../transaction";
import { describeInstance } from "./describe-instance";
import { dueReleases } from "./due-releases";
import { finishRelease } from "./finish-release";
import { RELEASE_JOB } from "./instance-state";
import { findAutoRenewals, renewAutomatically } from "./renew-automatically";
import { setInstanceDeletionProtection } from "./set-instance-deletion-protection";
import { unsubscribeInstance } from "./unsubscribe-instance";
import { updateInstanceRenewal } from "./update-instance-renewal";

// The life of a subscription by its money: bought, renewed, upgraded, expired, given back. Times are of the business zone.

const region = "cn-hangzhou";
const MONTH = 500_000_000n + 1000n * 100_000n; // list price, and the thousand secrets of the builder
const at = (local: string) => new Date(`${local}+08:00`);

let world: BackupWorld;
let account: TestAccount;
let ctx: Ctx;
let worker: Ctx;
beforeAll(async () => {
  world = await backupWorld();
  worker = world.as({ kind: "system", job: "renew-instances" }, { source: "AliyunServiceEvent" });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.clock.set(at("2027-01-28T11:00:00"));
  account = await anAccount(world);
  ctx = account.ctx;
});
/** Nothing that a test leaves behind is due in the next. */
afterEach(async () => {
  await db().instance.updateMany({ where: { renewalStatus: "AutoRenewal" }, data: { saleStatus: "Released" } });
  await db().job.deleteMany({ where: { kind: RELEASE_JOB } });
});

const db = () => world.database.db;
const balance = () => balanceOf(ctx, account.accountId);
const details = (instanceId: string) => describeInstance(ctx, { region, instanceId });
const aSubscription = (more: Parameters<typeof anInstance>[1] = {}) =>
  anInstance(ctx, { chargeType: "PREPAY", months: 1, ...more });
const orderRenewal = (instanceId: string, months: 1 | 2 | 12 = 1) =>
  createRenewalOrder(ctx, { region, instanceId, months, clientToken: randomUuid() });
const pay = (orderId: string) => payOrder(ctx, { orderId, termsAccepted: true });
const renew = async (instanceId: string, months: 1 | 2 | 12 = 1) =>
  pay((await orderRenewal(instanceId, months)).orderId);
const outcomes = async (calls: Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map((one) =>
    one.status === "fulfilled" ? "done" : (one.reason as { code: string }).code,
  );

async function spendDownTo(amount: bigint) {
  await transaction(ctx, async (tx) => {
    const surplus = (await balanceOf(tx, account.accountId)) - amount;
    const lines = [
      { book: customerBook(account.accountId), amountMicros: -surplus },
      { book: "revenue", amountMicros: surplus },
    ];
    await post(tx, { accountId: account.accountId, kind: "OrderPayment", lines });
  });
}

async function runRelease(as: Ctx = worker) {
  const job = await claimJob(as, [RELEASE_JOB]);
  if (!job) throw new Error("there is no release to do");
  const outcome = await finishRelease(as, job);
  if (outcome !== "refused") await settleJob(as, job, { state: "Done" });
  return outcome;
}

describe("expiry, grace and renewal, with no worker running (FAQ-10, INS-60..63, INS-69)", () => {
  it("serves to the last millisecond, is unavailable at midnight, comes back by renewal with all data", async () => {
    const instance = await aSubscription();
    const { instanceId } = instance;
    const key = await aKey(ctx, { instance });
    const use = () => encrypt(ctx, { region, key: key.keyId, plaintext: Buffer.from("x") });
    world.clock.set(at("2027-02-28T23:59:59.999"));
    await use();
    world.clock.set(at("2027-03-01T00:00:00"));
    await expect(use()).rejects.toMatchObject({ code: "InstanceUnavailable" });
    expect(await details(instanceId)).toMatchObject({
      service: "unavailable",
      saleStatus: "Expired",
      releaseAt: at("2027-03-16T00:00:00"),
      isReleaseDue: false,
    });
    world.clock.set(at("2027-03-15T23:59:59.999"));
    await renew(instanceId);
    await use();
    expect(await details(instanceId)).toMatchObject({
      service: "serves",
      saleStatus: "Normal",
      endsAt: at("2027-04-16T00:00:00"), // from the second in which it was paid
      startsAt: at("2027-01-28T11:00:00"),
    });
    expect(await balance()).toBe(TEST_BALANCE - 2n * MONTH);
  });

  it("cannot be renewed once the 15 days are over, though nobody has released it yet; an order made before is not taken", async () => {
    const { instanceId, pk } = await aSubscription();
    world.clock.set(at("2027-03-15T23:59:59.999"));
    const { orderId } = await orderRenewal(instanceId);
    world.clock.set(at("2027-03-16T00:00:00"));
    expect(await details(instanceId)).toMatchObject({ isReleaseDue: true, renewalEnds: [], service: "unavailable" });
    await expect(orderRenewal(instanceId)).rejects.toMatchObject({ code: "RenewalNotPossible" });
    await expect(pay(orderId)).rejects.toMatchObject({ code: "RenewalNotPossible" });
    expect(await balance()).toBe(TEST_BALANCE - MONTH);
    // Its protection stands in the way of hands only (INS-49).
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: true });
    await enqueueJobs(
      worker,
      (await dueReleases(worker)).filter((job) => job.subjectPk === pk),
    );
    expect(await runRelease()).toBe("released");
    await expect(pay(orderId)).rejects.toMatchObject({ code: "InstanceNotFound" });
  });

  it("goes on where the period ends when renewed before, each month anew, and says beforehand where (BKP-110)", async () => {
    const { instanceId } = await aSubscription(); // to 28 February, the last day
    const { renewalEnds } = await details(instanceId);
    expect(renewalEnds).toHaveLength(12);
    expect(renewalEnds[0]).toEqual({ months: 1, endsAt: at("2027-03-29T00:00:00") });
    await renew(instanceId);
    await renew(instanceId, 12);
    expect((await details(instanceId)).endsAt).toEqual(at("2028-03-29T00:00:00"));
  });

  it("is one order for one client token, and refused with another number of months (BIL-03)", async () => {
    const { instanceId } = await aSubscription();
    const asked = { region, instanceId, clientToken: randomUuid() };
    const [first, second] = await Promise.all([
      createRenewalOrder(ctx, { ...asked, months: 1 }),
      createRenewalOrder(ctx, { ...asked, months: 1 }),
    ]);
    expect(second.orderId).toBe(first.orderId);
    await expect(createRenewalOrder(ctx, { ...asked, months: 2 })).rejects.toMatchObject({ code: "InvalidParameter" });
    expect(first).toMatchObject({ type: "RENEW", amountMicros: MONTH, resourceId: instanceId, state: "Unpaid" });
  });

  it("is for subscriptions, and takes nothing where the price was for another specification", async () => {
    const payAsYouGo = await anInstance(ctx);
    await expect(orderRenewal(payAsYouGo.instanceId)).rejects.toMatchObject({ code: "RenewalNotPossible" });
    const { instanceId } = await aSubscription();
    const cheap = await orderRenewal(instanceId);
    const more = await createSpecificationOrder(ctx, { region, instanceId, qps: 4000, clientToken: randomUuid() });
    await pay(more.orderId);
    const before = await balance();
    await expect(pay(cheap.orderId)).rejects.toMatchObject({ code: "OrderNotPayable" });
    expect(await balance()).toBe(before);
  });

  it("two renewals at once add two periods or one of them nothing; renewal and release at once end in one of the two", async () => {
    const { instanceId, pk } = await aSubscription();
    const [a, b] = [await orderRenewal(instanceId), await orderRenewal(instanceId)];
    expect(await outcomes([pay(a.orderId), pay(b.orderId)])).toEqual(["done", "done"]);
    expect((await details(instanceId)).endsAt).toEqual(at("2027-04-29T00:00:00"));
    expect(await db().paidPeriod.count({ where: { instancePk: pk } })).toBe(3);

    const late = await aSubscription();
    world.clock.set(at("2027-03-15T23:59:59.999"));
    const order = await orderRenewal(late.instanceId);
    const before = await balance();
    // The release's clock is a millisecond ahead.
    const ahead = { ...worker, now: () => at("2027-03-16T00:00:00") };
    await enqueueJobs(
      ahead,
      (await dueReleases(ahead)).filter((job) => job.subjectPk === late.pk),
    );
    const [paid, released] = await Promise.allSettled([pay(order.orderId), runRelease(ahead)]);
    const row = await db().instance.findUniqueOrThrow({ where: { pk: late.pk } });
    if (paid.status === "fulfilled") {
      expect(row).toMatchObject({ saleStatus: "Normal", endsAt: at("2027-04-16T00:00:00") });
      expect(released).not.toMatchObject({ value: "released" });
      expect(await balance()).toBe(before - MONTH);
    } else {
      expect(paid.reason).toMatchObject({
        code: expect.stringMatching(/^(ChangedMeanwhile|InstanceReleasing|InstanceNotFound)$/),
      });
      expect(row.saleStatus).toBe("Released");
      expect(await balance()).toBe(before);
    }
  });
});

describe("automatic renewal (INS-25, INS-68)", () => {
  const runDuty = async () => {
    const renewed: boolean[] = [];
    for (const { pk } of await findAutoRenewals(worker)) renewed.push(await renewAutomatically(worker, pk));
    return renewed;
  };
  const alerts = (instanceId: string) =>
    db().alert.count({ where: { name: "Instance:RenewalFailed", resource: { endsWith: instanceId } } });

  it("pays from the balance in the week before the end, once, also with two workers", async () => {
    const { instanceId, pk } = await aSubscription({ autoRenewalMonths: 3 });
    world.clock.set(at("2027-02-21T23:59:59.999"));
    expect(await findAutoRenewals(worker)).toEqual([]);
    world.clock.set(at("2027-02-22T00:00:00"));
    const role = await dbAs(world.database, "kms_worker"); // with no more than a worker may do
    const as = { ...worker, db: role.db };
    const two = await Promise.all([renewAutomatically(as, pk), renewAutomatically(as, pk)]);
    await role.close();
    expect(two.sort()).toEqual([false, true]);
    expect(await details(instanceId)).toMatchObject({
      endsAt: at("2027-05-29T00:00:00"),
      renewalStatus: "AutoRenewal",
    });
    expect(await balance()).toBe(TEST_BALANCE - 4n * MONTH);
    expect(await runDuty()).toEqual([]);
    const order = await db().order.findFirstOrThrow({ where: { resourceId: instanceId, type: "RENEW" } });
    expect(order).toMatchObject({ state: "Paid", amountMicros: 3n * MONTH });
  });

  it("tells of a balance that does not suffice once a day until expiry, and goes through when it suffices", async () => {
    const { instanceId } = await aSubscription({ autoRenewalMonths: 1 });
    await spendDownTo(MONTH - 1n);
    world.clock.set(at("2027-02-22T09:00:00"));
    expect([await runDuty(), await runDuty()]).toEqual([[false], []]);
    world.clock.set(at("2027-02-23T00:00:00"));
    expect(await runDuty()).toEqual([false]);
    expect(await alerts(instanceId)).toBe(2);
    await spendDownTo(MONTH);
    world.clock.set(at("2027-02-24T00:00:00"));
    expect(await runDuty()).toEqual([true]);
    expect(await balance()).toBe(0n);
    expect((await details(instanceId)).endsAt).toEqual(at("2027-03-29T00:00:00"));
  });

  it("is made up for when no worker ran in all that week, until the release is due", async () => {
    const { instanceId } = await aSubscription({ autoRenewalMonths: 1 });
    const forgotten = await aSubscription({ autoRenewalMonths: 1 });
    await db().instance.update({ where: { pk: forgotten.pk }, data: { endsAt: at("2027-02-20T00:00:00") } });
    world.clock.set(at("2027-03-09T12:00:00"));
    expect(await runDuty()).toEqual([true]); // not the other, whose 15 days are over
    expect(await details(instanceId)).toMatchObject({ service: "serves", endsAt: at("2027-04-10T00:00:00") });
  });

  it("of one is not hidden by others that expired and wait for their release", async () => {
    const expired = await Promise.all([1, 2, 3].map(() => aSubscription({ autoRenewalMonths: 1 })));
    const pks = expired.map(({ pk }) => pk);
    const tried = { endsAt: at("2027-02-20T00:00:00"), renewalTriedOn: new Date("2027-02-19T00:00:00Z") };
    await db().instance.updateMany({ where: { pk: { in: pks } }, data: tried });
    const { pk } = await aSubscription({ autoRenewalMonths: 1 });
    world.clock.set(at("2027-02-22T09:00:00"));
    for (const atOnce of [1, 2, 3, 4])
      expect((await findAutoRenewals(worker, atOnce)).map((one) => one.pk)).toEqual([pk]);
  });

  it("is switched on with its months, off without, and not for pay-as-you-go (INS-24)", async () => {
    const { instanceId } = await aSubscription();
    const change = (input: object) =>
      updateInstanceRenewal(ctx, { region, instanceId, renewalStatus: "AutoRenewal", ...input });
    expect(await change({ months: 6 })).toMatchObject({ renewalStatus: "AutoRenewal", autoRenewalMonths: 6 });
    await expect(change({})).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(change({ renewalStatus: "NotRenewal", months: 1 })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    expect(await change({ renewalStatus: "NotRenewal" })).toMatchObject({ autoRenewalMonths: null });
    world.clock.set(at("2027-02-27T00:00:00"));
    expect(await findAutoRenewals(worker)).toEqual([]);
    const other = await anInstance(ctx);
    await expect(change({ instanceId: other.instanceId, months: 1 })).rejects.toMatchObject({
      code: "RenewalNotPossible",
    });
  });
});

describe("an upgrade of the specification (INS-48)", () => {
  const upgrade = (instanceId: string, more: object, clientToken = randomUuid()) =>
    createSpecificationOrder(ctx, { region, instanceId, clientToken, ...more });

  it("costs the difference for what is left, and holds from the payment on", async () => {
    const { instanceId, pk } = await aSubscription();
    world.clock.set(at("2027-02-14T10:00:00")); // 14 days of February are left
    expect((await details(instanceId)).restOfPeriod).toEqual({ months: 0, days: 14, daysOfMonth: 28 });
    const order = await upgrade(instanceId, { qps: 2000, keyQuota: 3000 });
    // 1,000 QPS and 2,000 keys for half of a month
    expect(order).toMatchObject({ type: "UPGRADE", amountMicros: (1000n * 100_000n + 2000n * 300_000n) / 2n });
    expect(await details(instanceId)).toMatchObject({ qps: 1000, keyQuota: 1000 });
    await pay(order.orderId);
    expect(await details(instanceId)).toMatchObject({ qps: 2000, keyQuota: 3000, secretQuota: 1000 });
    expect((await pay(order.orderId)).state).toBe("Paid");
    expect(await balance()).toBe(TEST_BALANCE - MONTH - 350_000_000n);
    expect(await db().paidPeriod.count({ where: { instancePk: pk } })).toBe(2);
  });

  it("gives more, never less, within the limits of INS-05, and is not for pay-as-you-go or after expiry", async () => {
    const { instanceId } = await aSubscription();
    for (const less of [{ qps: 200 }, { keyQuota: 999 }, { secretQuota: 0 }, { keyQuota: 100_001 }, { qps: 3000 }]) {
      await expect(upgrade(instanceId, less)).rejects.toMatchObject({ code: "InvalidInstanceSpecification" });
    }
    await expect(upgrade(instanceId, {})).rejects.toMatchObject({ code: "InvalidParameter" });
    const { instanceId: payAsYouGo } = await anInstance(ctx);
    await expect(upgrade(payAsYouGo, { qps: 4000 })).rejects.toMatchObject({ code: "UpgradeNotPossible" });
    world.clock.set(at("2027-03-01T00:00:00"));
    await expect(upgrade(instanceId, { qps: 4000 })).rejects.toMatchObject({ code: "InstanceUnavailable" });
  });

  it("of two at once, and after a renewal, takes no money for what the price was not for", async () => {
    const { instanceId } = await aSubscription();
    const [a, b] = [await upgrade(instanceId, { qps: 2000 }), await upgrade(instanceId, { qps: 4000 })];
    expect((await outcomes([pay(a.orderId), pay(b.orderId)])).sort()).toEqual(["OrderNotPayable", "done"]);
    const longer = await upgrade(instanceId, { keyQuota: 2000 });
    await renew(instanceId);
    await expect(pay(longer.orderId)).rejects.toMatchObject({ code: "OrderNotPayable" });
    expect(await details(instanceId)).toMatchObject({ keyQuota: 1000 });
  });

  it("with the same client token is the same order, also once it is paid and done (BIL-03)", async () => {
    const { instanceId } = await aSubscription();
    const token = randomUuid();
    const order = await upgrade(instanceId, { qps: 4000 }, token);
    await pay(order.orderId);
    world.clock.advance({ days: 3 });
    expect((await upgrade(instanceId, { qps: 4000 }, token)).orderId).toBe(order.orderId);
    await expect(upgrade(instanceId, { qps: 4000, keyQuota: 1001 }, token)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });
});

describe("unsubscribing (INS-65, BIL-09)", () => {
  const unsubscribe = (instanceId: string, force = false) => unsubscribeInstance(ctx, { region, instanceId, force });

  it("gives everything back on the day of buying, once the last backup is taken and all is destroyed", async () => {
    const instance = await aSubscription();
    const { instanceId } = instance;
    await aKey(ctx, { instance });
    expect((await details(instanceId)).refundMicros).toBe(MONTH);
    const { orderId, refundMicros } = await unsubscribe(instanceId);
    expect(refundMicros).toBe(MONTH);
    expect(await balance()).toBe(TEST_BALANCE - MONTH);
    expect(await db().order.findUniqueOrThrow({ where: { orderId } })).toMatchObject({
      type: "REFUND",
      state: "Unpaid",
      amountMicros: -MONTH,
    });
    await expect(pay(orderId)).rejects.toMatchObject({ code: "OrderNotPayable" });
    expect(await runRelease()).toBe("released");
    expect(await balance()).toBe(TEST_BALANCE);
    expect((await db().order.findUniqueOrThrow({ where: { orderId } })).state).toBe("Fulfilled");
    await expect(details(instanceId)).rejects.toMatchObject({ code: "InstanceNotFound" });
  });

  it("gives back the days that have not begun, of each payment: purchase, upgrade and renewal", async () => {
    const { instanceId } = await aSubscription({ enabled: false });
    world.clock.set(at("2027-02-14T10:00:00"));
    const more = await createSpecificationOrder(ctx, { region, instanceId, qps: 2000, clientToken: randomUuid() });
    await pay(more.orderId); // 50.00 for 14 days
    await renew(instanceId); // 700.00 for 28 days of March
    world.clock.set(at("2027-02-21T23:59:59.999")); // 7 days of 31, 7 of 14, 28 of 28
    const bought = (MONTH * 7n * 2n) / 31n; // rounded to the cent below
    const cents = (bought / 2n + 5_000n) / 10_000n;
    expect((await unsubscribe(instanceId)).refundMicros).toBe(cents * 10_000n + 25_000_000n + 700_000_000n);
    const before = await balance();
    expect(await runRelease()).toBe("released");
    expect((await balance()) - before).toBe(cents * 10_000n + 725_000_000n);
  });

  it("gives back to where it was paid from, and from several to the balance (BIL-09, BIL-11)", async () => {
    const paidWith = async (...by: string[]) => {
      const { instanceId, pk } = await aSubscription({ enabled: false });
      for (const _ of by.slice(1)) await renew(instanceId);
      const periods = await db().paidPeriod.findMany({ where: { instancePk: pk }, orderBy: { startsAt: "asc" } });
      expect(periods).toHaveLength(by.length);
      for (const [index, { orderPk }] of periods.entries()) {
        await db().order.update({ where: { pk: orderPk }, data: { paidWith: by[index] ?? null } });
      }
      const { orderId } = await unsubscribe(instanceId);
      const refund = await db().order.findUniqueOrThrow({ where: { orderId } });
      return refund.paidWith;
    };
    expect(await paidWith("Balance")).toBe("Balance");
    expect(await paidWith("Gold", "Gold")).toBe("Gold");
    expect(await paidWith("Gold", "Balance")).toBe("Balance");
    await db().job.deleteMany({ where: { kind: RELEASE_JOB } });
  });

  it("is refused under protection, after expiry, for pay-as-you-go, and twice", async () => {
    const { instanceId } = await aSubscription();
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: true });
    await expect(unsubscribe(instanceId, true)).rejects.toMatchObject({ code: "InstanceDeletionProtected" });
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: false });
    const { instanceId: payAsYouGo } = await anInstance(ctx);
    await expect(unsubscribe(payAsYouGo)).rejects.toMatchObject({ code: "UnsubscribeNotPossible" });
    expect((await outcomes([unsubscribe(instanceId), unsubscribe(instanceId)])).sort()).toEqual([
      expect.stringMatching(/^(ChangedMeanwhile|InstanceReleasing)$/),
      "done",
    ]);
    expect(await db().order.count({ where: { resourceId: instanceId, type: "REFUND" } })).toBe(1);
    const expired = await aSubscription();
    world.clock.set(at("2027-03-01T00:00:00"));
    await expect(unsubscribe(expired.instanceId)).rejects.toMatchObject({ code: "UnsubscribeNotPossible" });
  });

  it("gives the instance back, and no money, when its last backup fails; can be asked for again (BKP-169)", async () => {
    const { instanceId } = await aSubscription();
    const first = await unsubscribe(instanceId);
    expect(await runRelease({ ...worker, ports: {} })).toBe("refused");
    expect(await details(instanceId)).toMatchObject({
      service: "serves",
      release: { errorCode: "BackupStoreUnavailable" },
    });
    expect(await db().order.findUniqueOrThrow({ where: { orderId: first.orderId } })).toMatchObject({
      state: "Cancelled",
    });
    expect(await balance()).toBe(TEST_BALANCE - MONTH);
    await unsubscribe(instanceId);
    expect(await runRelease()).toBe("released");
    expect(await balance()).toBe(TEST_BALANCE);
  });

  it("stopped within the last transaction gives neither end nor money, and run again both, once", async () => {
    const { instanceId, pk } = await aSubscription({ enabled: false });
    await unsubscribe(instanceId);
    const job = await claimJob(worker, [RELEASE_JOB]);
    if (!job) throw new Error("there is no release to do");
    // The last event of that transaction cannot be written: all of it is undone, as when the process dies.
    await world.database.sql(
      "ALTER TABLE alert ADD CONSTRAINT no_alerts CHECK (name <> 'Instance:Released') NOT VALID",
    );
    await expect(finishRelease(worker, job)).rejects.toThrow(/no_alerts/);
    await world.database.sql("ALTER TABLE alert DROP CONSTRAINT no_alerts");
    expect(await balance()).toBe(TEST_BALANCE - MONTH);
    expect((await db().instance.findUniqueOrThrow({ where: { pk } })).saleStatus).toBe("Releasing");
    expect(await finishRelease(worker, job)).toBe("released");
    expect(await finishRelease(worker, job)).toBe("released");
    expect(await balance()).toBe(TEST_BALANCE);
  });
});
