import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import type { Ctx } from "../context";
import { aToken, leaveWith } from "./billing.test-support";
import { cancelOrder } from "./cancel-order";
import { createInstanceOrder } from "./create-instance-order";
import { createPlanOrder } from "./create-plan-order";
import { createPlanRenewalOrder } from "./create-plan-renewal-order";
import { createRenewalOrder } from "./create-renewal-order";
import { createSpecificationOrder } from "./create-specification-order";
import { describeKeyRotationPlan } from "./describe-key-rotation-plan";
import { describeOrder } from "./describe-order";
import { expireOrders } from "./expire-orders";
import { PAY_AS_YOU_GO_LIMIT } from "./instance-limit";
import { balanceOf, TEST_BALANCE } from "./ledger";
import { listOrders } from "./list-orders";
import { isOrderExpired } from "./order-state";
import { payOrder } from "./pay-order";

// What becomes of orders: given up, overdue, refused, looked for; and the renewal of a value-added plan.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
/** The gateway's rights, which orders are made with; the worker's, which writes down what is overdue. */
let gateway: ProcessDb;
let asWorker: ProcessDb;
let account: TestAccount;
let ctx: Ctx;
let worker: Ctx;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  gateway = await dbAs(database, "kms_gateway");
  asWorker = await dbAs(database, "kms_worker");
  const system = { kind: "system", job: "expire-orders" } as const;
  worker = world.as(system, { source: "AliyunServiceEvent", db: asWorker.db });
});
afterAll(async () => {
  await gateway.close();
  await asWorker.close();
  await database.close();
});
beforeEach(async () => {
  world.clock.set("2026-11-22T04:00:00.000Z");
  account = await anAccount(world);
  ctx = { ...account.ctx, db: gateway.db };
});

const subscribe = (clientToken = aToken()) =>
  createInstanceOrder(ctx, createInstanceOrder.schema.parse({ region, chargeType: "PREPAY", months: 1, clientToken }));
const payAsYouGo = (where = region, clientToken = aToken()) =>
  createInstanceOrder(ctx, createInstanceOrder.schema.parse({ region: where, chargeType: "POSTPAY", clientToken }));
const planOrder = (clientToken = aToken()) =>
  createPlanOrder(ctx, { region, plan: "DefaultKeyRotation", months: 1, clientToken });
const pay = ({ orderId }: { orderId: string }) => payOrder(ctx, { orderId, termsAccepted: true });
const cancel = ({ orderId }: { orderId: string }) => cancelOrder(ctx, { orderId });
const stateOf = async ({ orderId }: { orderId: string }) => (await describeOrder(ctx, { orderId })).state;
const balance = () => balanceOf(ctx, account.accountId);
const told = (event: string) => database.db.auditEvent.findMany({ where: { accountId: account.accountId, event } });
const codes = async (calls: Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map((one) =>
    one.status === "fulfilled" ? "done" : (one.reason as { code: string }).code,
  );

describe("an order that is given up", () => {
  it("is cancelled, told once, and cannot be paid", async () => {
    const order = await subscribe();
    expect(order).toMatchObject({ payableUntil: new Date("2026-11-23T04:00:00Z"), paidWith: null });
    expect(await cancel(order)).toMatchObject({ state: "Cancelled" });
    expect(await cancel(order)).toMatchObject({ state: "Cancelled" });
    await expect(pay(order)).rejects.toMatchObject({ code: "OrderNotPayable" });
    expect(await told("CancelOrder")).toMatchObject([{ detail: { orderId: order.orderId, reason: "Asked" } }]);
    expect(await balance()).toBe(TEST_BALANCE);
  });

  it("stays one that was given up, and never becomes one that was not paid in time (BIL-03)", async () => {
    const [givenUp, late] = [await subscribe(), await subscribe()];
    const stored = ({ orderId }: { orderId: string }) => database.db.order.findUniqueOrThrow({ where: { orderId } });
    const standing = async () =>
      Promise.all([givenUp, late].map(async (order) => isOrderExpired(await stored(order), world.clock.now())));
    world.clock.advance({ hours: 23 });
    expect(await cancel(givenUp)).toMatchObject({ cancelledAt: world.clock.now() });
    world.clock.advance({ hours: 1 });
    expect(await standing()).toEqual([false, true]);
    world.clock.advance({ days: 3 });
    await expireOrders(worker);
    expect(await standing()).toEqual([false, true]);
    await expect(pay(givenUp)).rejects.toMatchObject({ code: "OrderNotPayable" });
    await expect(pay(late)).rejects.toMatchObject({ code: "OrderExpired" });
    expect(await cancel(givenUp)).toMatchObject({ cancelledAt: new Date("2026-11-23T03:00:00Z") });
  });

  it("is not given up once it is paid, and of paying and giving up at once one happens", async () => {
    const paid = await subscribe();
    expect(await pay(paid)).toMatchObject({ state: "Paid", paidWith: "Balance" });
    await expect(cancel(paid)).rejects.toMatchObject({ code: "OrderNotPayable" });
    const both = await subscribe();
    const outcomes = await codes([pay(both), cancel(both)]);
    expect([
      ["done", "OrderNotPayable"],
      ["OrderNotPayable", "done"],
    ]).toContainEqual(outcomes);
    const spent = (await stateOf(both)) === "Paid" ? 2n : 1n;
    expect(await balance()).toBe(TEST_BALANCE - spent * 500_000_000n);
  });

  it("is the account's own, and no refund (POL-25)", async () => {
    const other = await anAccount(world);
    const order = await subscribe();
    await expect(cancelOrder(other.ctx, order)).rejects.toMatchObject({ code: "OrderNotFound" });
    const twice = [await planOrder(), await planOrder()];
    for (const one of twice) await pay(one);
    const { orders } = await listOrders(ctx, { pageSize: 20, types: ["REFUND"] });
    expect(orders).toHaveLength(1);
    await expect(cancel(orders[0] ?? order)).rejects.toMatchObject({ code: "OrderNotPayable" });
  });
});

describe("an order that is not paid in time", () => {
  it("counts as cancelled before the worker has written it down, and is told once by it", async () => {
    const order = await subscribe();
    world.clock.advance({ hours: 24 });
    const stored = () => database.db.order.findUniqueOrThrow({ where: { orderId: order.orderId } });
    expect([await stateOf(order), (await stored()).state]).toEqual(["Cancelled", "Unpaid"]);
    expect(await cancel(order)).toMatchObject({ state: "Cancelled" });
    const found = (states: ("Unpaid" | "Cancelled")[]) => listOrders(ctx, { pageSize: 20, states });
    expect((await found(["Unpaid"])).orders).toEqual([]);
    expect((await found(["Cancelled"])).orders).toHaveLength(1);
    expect((await found(["Unpaid", "Cancelled"])).orders).toHaveLength(1);
    await Promise.all([expireOrders(worker), expireOrders(worker)]);
    expect((await stored()).state).toBe("Cancelled");
    expect(await told("CancelOrder")).toMatchObject([{ actor: "job:expire-orders", detail: { reason: "Expired" } }]);
    expect((await found(["Unpaid"])).orders).toEqual([]);
  });

  it("leaves a refund that waits for its instance alone", async () => {
    await pay(await planOrder());
    const { orderId } = await planOrder();
    await pay({ orderId });
    // As unsubscribing leaves one until the instance is gone.
    await database.db.order.updateMany({ where: { type: "REFUND" }, data: { state: "Unpaid", paidAt: null } });
    world.clock.advance({ days: 30 });
    expect(await expireOrders(worker)).toBe(0);
    expect((await listOrders(ctx, { pageSize: 20, types: ["REFUND"], states: ["Unpaid"] })).orders).toHaveLength(1);
    await database.db.order.updateMany({ where: { type: "REFUND" }, data: { state: "Fulfilled" } });
  });
});

describe("what refuses an order (BIL-04, BIL-05)", () => {
  it("is a balance below zero, for every kind of order, free ones too, until it is topped up to zero", async () => {
    const instance = await anInstance(ctx, { chargeType: "PREPAY", enabled: false });
    const { resourceId: planId } = await pay(await planOrder());
    const [open, free] = [await subscribe(), await payAsYouGo()];
    await leaveWith(ctx, account.accountId, -10_000n);
    const of = { region, instanceId: instance.instanceId };
    const orders = [
      () => subscribe(),
      () => payAsYouGo(),
      () => planOrder(),
      () => createPlanRenewalOrder(ctx, { region, planId: planId ?? "", months: 1, clientToken: aToken() }),
      () => createRenewalOrder(ctx, { ...of, months: 1, clientToken: aToken() }),
      () => createSpecificationOrder(ctx, { ...of, qps: 2000, clientToken: aToken() }),
      () => pay(open),
      () => pay(free),
    ];
    for (const order of orders) await expect(order()).rejects.toMatchObject({ code: "InsufficientBalance" });
    await leaveWith(ctx, account.accountId, 0n);
    expect((await pay(free)).state).toBe("Paid");
    await subscribe();
  });

  it("is not asked of an order that was placed before with the same token (BIL-03)", async () => {
    const token = aToken();
    const order = await subscribe(token);
    await leaveWith(ctx, account.accountId, -10_000n);
    expect((await subscribe(token)).orderId).toBe(order.orderId);
  });

  it("is the twenty-first pay-as-you-go instance of a region, also of two at once", async () => {
    const row = await anInstance(ctx, { enabled: false });
    const open = [await payAsYouGo(), await payAsYouGo()];
    const more = Array.from({ length: PAY_AS_YOU_GO_LIMIT - 2 }, (_, n) => ({
      ...row,
      pk: ctx.newId(),
      boundVpcs: [],
      instanceId: `kst-${account.accountId}${n}`,
    }));
    await database.db.instance.createMany({ data: more });
    expect((await codes(open.map(pay))).sort()).toEqual(["InstanceLimit", "done"]);
    await expect(payAsYouGo()).rejects.toMatchObject({
      code: "InstanceLimit",
      params: { limit: PAY_AS_YOU_GO_LIMIT },
    });
    await payAsYouGo("cn-shanghai");
    await subscribe();
    // One that is released makes room.
    await database.db.instance.update({ where: { pk: row.pk }, data: { saleStatus: "Released" } });
    expect((await pay(await payAsYouGo())).state).toBe("Paid");
  });
});

describe("renewal of a value-added plan (INS-22, INS-24)", () => {
  const plan = () => describeKeyRotationPlan(ctx, { region });
  const bought = async () => (await pay(await planOrder())).resourceId ?? "";
  const order = (planId: string, months: 1 | 4 = 1, clientToken = aToken()) =>
    createPlanRenewalOrder(ctx, { region, planId, months, clientToken });

  it("goes on where it ends, keeps its id, and two at once add up", async () => {
    const planId = await bought(); // to 22 December, the last day
    const orders = [await order(planId, 4), await order(planId)];
    expect(orders[0]).toMatchObject({ type: "RENEW", amountMicros: 40_000_000n, resourceId: planId });
    await Promise.all(orders.map(pay));
    expect(await plan()).toEqual({
      planId,
      startsAt: world.clock.now(),
      endsAt: new Date("2027-05-22T16:00:00.000Z"),
      isEffective: true,
    });
    expect(await balance()).toBe(TEST_BALANCE - 60_000_000n);
    expect(await told("RenewPlan")).toHaveLength(2);
  });

  it("of one that is over begins in the second in which it is paid", async () => {
    const planId = await bought();
    world.clock.set("2027-01-31T03:00:00.000Z");
    await pay(await order(planId));
    expect(await plan()).toEqual({
      planId,
      startsAt: world.clock.now(),
      endsAt: new Date("2027-02-28T16:00:00.000Z"),
      isEffective: true,
    });
  });

  it("is of a plan of the account in that region, and of that plan still when it is paid", async () => {
    const planId = await bought();
    await expect(order("dkr-elsewhere")).rejects.toMatchObject({ code: "PlanNotFound" });
    const other = await anAccount(world);
    const theirs = { region, planId, months: 1, clientToken: aToken() } as const;
    await expect(createPlanRenewalOrder(other.ctx, theirs)).rejects.toMatchObject({ code: "PlanNotFound" });
    await expect(createPlanRenewalOrder(ctx, { ...theirs, region: "cn-shanghai" })).rejects.toMatchObject({
      code: "PlanNotFound",
    });
    world.clock.set("2027-01-31T03:00:00.000Z");
    const late = await order(planId);
    await pay(await planOrder()); // bought anew meanwhile
    await expect(pay(late)).rejects.toMatchObject({ code: "OrderNotPayable" });
  });

  it("is one order for one client token, refused with other months (BIL-03)", async () => {
    const planId = await bought();
    const token = aToken();
    const made = await Promise.all([order(planId, 1, token), order(planId, 1, token)]);
    expect(made[0]?.orderId).toBe(made[1]?.orderId);
    await expect(order(planId, 4, token)).rejects.toMatchObject({ code: "InvalidParameter" });
  });
});

describe("orders are looked for by what they are (BIL-03)", () => {
  it("type, state, product, day, resource and id; page by page", async () => {
    const first = await pay(await subscribe());
    world.clock.advance({ days: 1 });
    const plan = await pay(await planOrder());
    world.clock.advance({ hours: 1 });
    const open = await payAsYouGo();
    world.clock.advance({ hours: 1 });
    const instanceId = first.resourceId ?? "";
    const renewal = await createRenewalOrder(ctx, { region, instanceId, months: 1, clientToken: aToken() });
    const find = async (filter: object) =>
      (await listOrders(ctx, listOrders.schema.parse(filter))).orders.map(({ orderId }) => orderId);
    const [a, b, c, d] = [first, plan, open, renewal].map(({ orderId }) => orderId);
    expect(await find({})).toEqual([d, c, b, a]);
    expect(await find({ types: ["RENEW"] })).toEqual([d]);
    expect(await find({ types: ["NEW", "RENEW"], states: ["Unpaid"] })).toEqual([d, c]);
    expect(await find({ products: ["plan.default-key-rotation"] })).toEqual([b]);
    expect(await find({ from: new Date("2026-11-23T04:00:00Z") })).toEqual([d, c, b]);
    expect(await find({ to: new Date("2026-11-23T04:00:00Z") })).toEqual([a]);
    expect(await find({ resourceId: instanceId })).toEqual([d, a]);
    expect(await find({ orderId: c })).toEqual([c]);
    expect(await find({ states: ["Fulfilled"] })).toEqual([]);
    const page = await listOrders(ctx, { pageSize: 1, states: ["Paid"] });
    expect([page.orders[0]?.orderId, page.next]).toEqual([b, b]);
    expect(await find({ pageSize: 1, states: ["Paid"], after: b })).toEqual([a]);
  });
});
