import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { LATEST_IMAGE_VERSION } from "../instances/instance-rules";
import { createInstanceOrder } from "./create-instance-order";
import { createPlanOrder } from "./create-plan-order";
import { describeKeyRotationPlan } from "./describe-key-rotation-plan";
import { balanceOf, TEST_BALANCE } from "./ledger";
import { listOrders } from "./list-orders";
import { payOrder } from "./pay-order";

// Purchase forms whole (INS-20..26), and the value-added plan (INS-22, KEY-06).

const region = "cn-hangzhou";
let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
let account: TestAccount;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  world.clock.set("2026-11-22T04:00:00.000Z");
  account = await anAccount(world);
});

const form = (more: object = {}) =>
  createInstanceOrder.schema.parse({ region, chargeType: "PREPAY", months: 1, clientToken: randomUuid(), ...more });
const pay = (orderId: string) => payOrder(account.ctx, { orderId, termsAccepted: true });
const balance = () => balanceOf(account.ctx, account.accountId);

describe("the subscription form (INS-21, INS-24)", () => {
  it("buys several instances with one order, all as asked for, each with its share of the price", async () => {
    const ofInstances = {
      quantity: 3,
      site: "ChineseMainland",
      deploymentMode: "DualZone",
      autoRenewalMonths: 6,
    };
    const order = await createInstanceOrder(account.ctx, form({ ...ofInstances, logStorageGb: 1000 }));
    expect(order.form).toMatchObject({
      kind: "instance",
      ...ofInstances,
      specification: { logStorageGb: 1000 },
    });
    const { resourceIds, resourceId } = await pay(order.orderId);
    expect(resourceIds).toHaveLength(3);
    expect(resourceId).toBe(resourceIds[0]);
    const rows = await database.db.instance.findMany({
      where: { ownerAccountId: account.accountId },
      include: { paidPeriods: true },
    });
    expect(rows.map((row) => row.instanceId).sort()).toEqual([...resourceIds].sort());
    for (const row of rows) {
      expect(row).toMatchObject({
        site: "ChineseMainland",
        deploymentMode: "DualZone",
        renewalStatus: "AutoRenewal",
        autoRenewalMonths: 6,
        imageVersion: LATEST_IMAGE_VERSION,
      });
      expect(row.paidPeriods).toMatchObject([
        { amountMicros: 550_000_000n, startsAt: row.startsAt, endsAt: row.endsAt },
      ]);
    }
    expect(await balance()).toBe(TEST_BALANCE - 3n * 550_000_000n);
  });

  it("takes the most zones of the region, renewal by hand and one instance where nothing is said (INS-25)", async () => {
    const { orderId } = await createInstanceOrder(account.ctx, form());
    await pay(orderId);
    expect(await database.db.instance.findFirst({ where: { ownerAccountId: account.accountId } })).toMatchObject({
      deploymentMode: "MultiZone",
      renewalStatus: "ManualRenewal",
      autoRenewalMonths: null,
      site: "International",
    });
  });

  it("has nothing else", () => {
    const wrong = [
      { quantity: 0 },
      { quantity: 21 },
      { quantity: 1.5 },
      { months: 4 },
      { months: 0 },
      { autoRenewalMonths: 4 },
      { site: "Mars" },
      { deploymentMode: "FourZones" },
      { instanceType: "HARDWARE" },
      { instanceType: "EXTERNAL" },
      { clientToken: "with a space" },
      { clientToken: "" },
    ];
    for (const part of wrong)
      expect([part, createInstanceOrder.schema.safeParse({ ...form(), ...part }).success]).toEqual([part, false]);
  });

  it("refuses a deployment mode that the region's zones do not give (REG-04)", async () => {
    await expect(createInstanceOrder(account.ctx, form({ deploymentMode: "SingleZone" }))).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "DeploymentMode" },
    });
  });

  it("reads an order of the first release, which said less", async () => {
    const { orderId } = await createInstanceOrder(account.ctx, form());
    const specification = { qps: 1000, keyQuota: 1000, secretQuota: 0, accessQuota: 1, logStorageGb: 0 };
    const { quote } = (await database.db.order.findUniqueOrThrow({ where: { orderId } })).parameters as {
      quote: object;
    };
    const parameters = { form: { instanceType: "SOFTWARE", months: 1, specification }, quote };
    await database.db.order.update({ where: { orderId }, data: { parameters } });
    expect((await pay(orderId)).form).toMatchObject({ kind: "instance", quantity: 1, autoRenewalMonths: null });
  });
});

describe("automatic rotation of the default key, as a plan (INS-22, KEY-06)", () => {
  const order = (more: object = {}) =>
    createPlanOrder(account.ctx, { region, plan: "DefaultKeyRotation", months: 1, clientToken: randomUuid(), ...more });
  const plan = (where = region) => describeKeyRotationPlan(account.ctx, { region: where });

  it("is in effect from its payment to the end of its period, in its region alone", async () => {
    const { orderId, amountMicros } = await order();
    expect(amountMicros).toBe(10_000_000n);
    expect(await plan()).toBeNull();
    const { resourceId } = await pay(orderId);
    expect(resourceId).toMatch(/^dkr-[a-z0-9]{21}$/);
    const endsAt = new Date("2026-12-22T16:00:00.000Z");
    expect(await plan()).toEqual({ planId: resourceId, startsAt: world.clock.now(), endsAt, isEffective: true });
    expect(await plan("cn-shanghai")).toBeNull();
    world.clock.set("2026-12-22T15:59:59.999Z");
    expect((await plan())?.isEffective).toBe(true);
    world.clock.set(endsAt);
    expect((await plan())?.isEffective).toBe(false);
    expect((await pay((await order()).orderId)).state).toBe("Paid"); // bought anew
    expect((await plan())?.isEffective).toBe(true);
  });

  it("bought twice is charged and given back, and changes nothing", async () => {
    await pay((await order()).orderId);
    const first = await plan();
    const again = await pay((await order({ months: 36 })).orderId);
    expect(again).toMatchObject({ state: "Cancelled", resourceId: null });
    expect(await plan()).toEqual(first);
    expect(await balance()).toBe(TEST_BALANCE - 10_000_000n);
    const movements = await database.db.ledgerMovement.findMany({
      where: { accountId: account.accountId },
    });
    expect(movements.map(({ kind }) => kind).sort()).toEqual([
      "OrderPayment",
      "OrderPayment",
      "OrderRefund",
      "TestBalance",
    ]);
    const { orders } = await listOrders(account.ctx, { pageSize: 20 });
    const refund = orders.find(({ type }) => type === "REFUND");
    expect(refund).toMatchObject({
      type: "REFUND",
      state: "Fulfilled",
      amountMicros: -360_000_000n,
      form: { kind: "refund", reason: "DuplicatePlan", of: again.orderId },
    });
    await expect(pay(again.orderId)).rejects.toMatchObject({ code: "OrderNotPayable" });
  });

  it("bought twice at once is in effect once", async () => {
    const [a, b] = [await order(), await order()];
    const paid = await Promise.all([pay(a.orderId), pay(b.orderId)]);
    expect(paid.map(({ state }) => state).sort()).toEqual(["Cancelled", "Paid"]);
    expect(await balance()).toBe(TEST_BALANCE - 10_000_000n);
  });
});
