import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { anAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { createInstanceOrder } from "./create-instance-order";
import { describeOrder } from "./describe-order";
import { balanceOf, customerBook, post, TEST_BALANCE } from "./ledger";
import { listOrders } from "./list-orders";
import { payOrder } from "./pay-order";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

const subscription = (months: 1 | 3 | 12 = 1) => ({
  region: "cn-hangzhou",
  instanceType: "SOFTWARE" as const,
  chargeType: "PREPAY" as const,
  clientToken: randomUuid(),
  months,
  qps: 1000,
  keyQuota: 1000,
  secretQuota: 0,
  accessQuota: 1,
  logStorageGb: 0,
});
const payAsYouGo = () => ({
  region: "cn-hangzhou",
  instanceType: "SOFTWARE" as const,
  chargeType: "POSTPAY" as const,
  clientToken: randomUuid(),
});
const instancesOf = (accountId: string) => database.db.instance.count({ where: { ownerAccountId: accountId } });

/** Leaves the account with exactly that much. */
async function spendDownTo(ctx: Ctx, accountId: string, amount: bigint) {
  await transaction(ctx, async (tx) => {
    const surplus = (await balanceOf(tx, accountId)) - amount;
    const book = customerBook(accountId);
    await post(tx, {
      accountId,
      kind: "OrderPayment",
      lines: [
        { book, amountMicros: -surplus },
        { book: "revenue", amountMicros: surplus },
      ],
    });
  });
}

describe("Buy Now (BIL-01, BIL-03)", () => {
  it("makes an unpaid order with the list price, and neither instance nor payment", async () => {
    const { ctx, accountId } = await anAccount(world);
    const order = await createInstanceOrder(ctx, subscription(3));
    expect(order).toMatchObject({ state: "Unpaid", amountMicros: 1_500_000_000n, resourceId: null, type: "NEW" });
    expect(await instancesOf(accountId)).toBe(0);
    expect(await balanceOf(ctx, accountId)).toBe(TEST_BALANCE);
    expect(await describeOrder(ctx, { orderId: order.orderId })).toEqual(order);
  });

  it("costs nothing at order time when it is pay-as-you-go, and says what a day will cost (BIL-04)", async () => {
    const { ctx } = await anAccount(world);
    const order = await createInstanceOrder(ctx, payAsYouGo());
    expect(order.amountMicros).toBe(0n);
    expect(order.quote.perDay).toEqual({ instanceMicros: 4_500_000n, keyMicros: 30_000n });
    expect(order.quote.lines).toEqual([]);
  });

  it("is one order for one client token, also when it comes twice at once (BIL-03)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const form = subscription();
    const made = await Promise.all([1, 2, 3, 4].map(() => createInstanceOrder(ctx, form)));
    expect(new Set(made.map((order) => order.orderId)).size).toBe(1);
    expect(await database.db.order.count({ where: { accountId } })).toBe(1);
    expect(await database.db.auditEvent.count({ where: { accountId, event: "CreateInstanceOrder" } })).toBe(1);
  });

  it("refuses a client token that came with another form before (BIL-03)", async () => {
    const { ctx } = await anAccount(world);
    const form = subscription(1);
    await createInstanceOrder(ctx, form);
    await expect(createInstanceOrder(ctx, { ...form, months: 12 })).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "ClientToken" },
    });
  });

  it("refuses a specification outside INS-05 and an unknown region", async () => {
    const { ctx, accountId } = await anAccount(world);
    for (const wrong of [
      { qps: 300 },
      { keyQuota: 99 },
      { secretQuota: 100_001 },
      { accessQuota: 0 },
      { logStorageGb: 1500 },
    ]) {
      await expect(createInstanceOrder(ctx, { ...subscription(), ...wrong })).rejects.toMatchObject({
        code: "InvalidInstanceSpecification",
      });
    }
    await expect(createInstanceOrder(ctx, { ...subscription(), region: "mars-1" })).rejects.toMatchObject({
      code: "InvalidRegion",
    });
    expect(await database.db.order.count({ where: { accountId } })).toBe(0);
  });

  it("shows an order to its account only (POL-25)", async () => {
    const [mine, theirs] = [await anAccount(world), await anAccount(world)];
    const order = await createInstanceOrder(mine.ctx, payAsYouGo());
    await expect(describeOrder(theirs.ctx, { orderId: order.orderId })).rejects.toMatchObject({
      code: "OrderNotFound",
    });
    expect((await listOrders(theirs.ctx, { pageSize: 20 })).orders).toEqual([]);
  });

  it("lists newest first, page by page", async () => {
    const { ctx } = await anAccount(world);
    const made: string[] = [];
    for (let i = 0; i < 3; i++) {
      world.clock.advance({ seconds: 1 });
      made.unshift((await createInstanceOrder(ctx, payAsYouGo())).orderId);
    }
    const first = await listOrders(ctx, { pageSize: 2 });
    expect(first.orders.map((order) => order.orderId)).toEqual(made.slice(0, 2));
    const second = await listOrders(ctx, { pageSize: 2, after: first.next ?? "" });
    expect(second.orders.map((order) => order.orderId)).toEqual(made.slice(2));
    expect(second.next).toBeNull();
  });
});

describe("Pay (BIL-01, BIL-05)", () => {
  it("takes the price and makes one instance that is not enabled, with the period of INS-60", async () => {
    const { ctx, accountId } = await anAccount(world);
    world.clock.set("2026-01-31T15:59:59.000Z"); // 23:59:59 of 31 January in Shanghai
    const order = await createInstanceOrder(ctx, subscription(1));
    const paid = await payOrder(ctx, { orderId: order.orderId, termsAccepted: true });
    expect(paid).toMatchObject({ state: "Paid", paidAt: world.clock.now() });
    expect(await balanceOf(ctx, accountId)).toBe(TEST_BALANCE - 500_000_000n);
    const instance = await database.db.instance.findUniqueOrThrow({ where: { instanceId: paid.resourceId ?? "" } });
    expect(instance).toMatchObject({
      status: "Uninitialized",
      saleStatus: "Normal",
      ownerAccountId: accountId,
      keyQuota: 1000,
    });
    expect(instance.instanceId).toMatch(/^kst-[a-z0-9]{21}$/); // INS-02
    expect(instance.startsAt).toEqual(world.clock.now());
    // one month after 31 January is the last of February; its day ends at the midnight after it
    expect(instance.endsAt?.toISOString()).toBe("2026-02-28T16:00:00.000Z");
  });

  it("refuses unticked terms, and nothing is created (BIL-05)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const order = await createInstanceOrder(ctx, subscription());
    await expect(payOrder(ctx, { orderId: order.orderId, termsAccepted: false })).rejects.toMatchObject({
      code: "TermsNotAccepted",
    });
    expect(await instancesOf(accountId)).toBe(0);
    expect(await balanceOf(ctx, accountId)).toBe(TEST_BALANCE);
  });

  it("refuses a balance that misses one millionth, and takes one that is exact (BIL-04, BIL-05)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const order = await createInstanceOrder(ctx, subscription());
    await spendDownTo(ctx, accountId, 499_999_999n);
    await expect(payOrder(ctx, { orderId: order.orderId, termsAccepted: true })).rejects.toMatchObject({
      code: "InsufficientBalance",
    });
    expect(await instancesOf(accountId)).toBe(0);
    expect((await describeOrder(ctx, { orderId: order.orderId })).state).toBe("Unpaid");
    await spendDownTo(ctx, accountId, 500_000_000n);
    await payOrder(ctx, { orderId: order.orderId, termsAccepted: true });
    expect(await balanceOf(ctx, accountId)).toBe(0n);
  });

  it("is paid once by ten payers at once", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { orderId } = await createInstanceOrder(ctx, subscription());
    const paid = await Promise.all(Array.from({ length: 10 }, () => payOrder(ctx, { orderId, termsAccepted: true })));
    expect(new Set(paid.map((order) => order.resourceId)).size).toBe(1);
    expect(await instancesOf(accountId)).toBe(1);
    expect(await balanceOf(ctx, accountId)).toBe(TEST_BALANCE - 500_000_000n);
  });

  it("never overdraws: of five orders at once, two are paid by a balance for two", async () => {
    const { ctx, accountId } = await anAccount(world);
    const orders = await Promise.all([1, 2, 3, 4, 5].map(() => createInstanceOrder(ctx, subscription())));
    await spendDownTo(ctx, accountId, 1_000_000_000n);
    const results = await Promise.allSettled(
      orders.map(({ orderId }) => payOrder(ctx, { orderId, termsAccepted: true })),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(2);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "InsufficientBalance" });
    }
    expect(await balanceOf(ctx, accountId)).toBe(0n);
    expect(await instancesOf(accountId)).toBe(2);
  });

  it("leaves neither payment nor instance when it stops half-way", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { orderId } = await createInstanceOrder(ctx, subscription());
    // The audit row is the last thing a payment writes: refusing it stops after money and instance.
    await database.sql(`
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
      CREATE TRIGGER stop_here BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.event = 'PayOrder') EXECUTE FUNCTION stop_here();`);
    await expect(payOrder(ctx, { orderId, termsAccepted: true })).rejects.toThrow();
    await database.sql("DROP TRIGGER stop_here ON audit_event; DROP FUNCTION stop_here()");
    expect(await instancesOf(accountId)).toBe(0);
    expect(await balanceOf(ctx, accountId)).toBe(TEST_BALANCE);
    expect((await describeOrder(ctx, { orderId })).state).toBe("Unpaid");
    expect((await payOrder(ctx, { orderId, termsAccepted: true })).state).toBe("Paid");
  });

  it("refuses a cancelled order and another account's", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { orderId } = await createInstanceOrder(ctx, subscription());
    const other = await anAccount(world);
    await expect(payOrder(other.ctx, { orderId, termsAccepted: true })).rejects.toMatchObject({
      code: "OrderNotFound",
    });
    await database.db.order.update({ where: { orderId }, data: { state: "Cancelled" } });
    await expect(payOrder(ctx, { orderId, termsAccepted: true })).rejects.toMatchObject({ code: "OrderNotPayable" });
    expect(await instancesOf(accountId)).toBe(0);
  });
});

describe("the ledger (decisions 15)", () => {
  it("refuses a movement whose lines do not sum to zero", async () => {
    const { ctx, accountId } = await anAccount(world);
    const gift = { book: customerBook(accountId), amountMicros: 1n };
    await expect(transaction(ctx, (tx) => post(tx, { accountId, kind: "TestBalance", lines: [gift] }))).rejects.toThrow(
      /does not sum to zero/,
    );
    expect(await balanceOf(ctx, accountId)).toBe(TEST_BALANCE);
  });
});
