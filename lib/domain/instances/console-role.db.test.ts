import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomUuid } from "@/lib/crypto/random";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { createInstanceOrder } from "../billing/create-instance-order";
import { describeBalance } from "../billing/describe-balance";
import { describeKeyRotationPlan } from "../billing/describe-key-rotation-plan";
import { describeOrder } from "../billing/describe-order";
import { listOrders } from "../billing/list-orders";
import { payOrder } from "../billing/pay-order";
import { describeDefaultInstance } from "./describe-default-instance";
import { describeInstance } from "./describe-instance";
import { describeInstanceQuotas } from "./describe-instance-quotas";
import { listInstances } from "./list-instances";
import { listProtectedKeys } from "./list-protected-keys";
import { releaseInstance } from "./release-instance";
import { setDefaultInstance } from "./set-default-instance";
import { setInstanceDeletionProtection } from "./set-instance-deletion-protection";
import { updateInstanceName } from "./update-instance-name";

// What the console runs itself must be possible for its own database role (decisions 6).

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
let console: ProcessDb;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  console = await dbAs(database, "kms_console");
});
afterAll(async () => {
  await console.close();
  await database.close();
});

const region = "cn-hangzhou";
const denied = /permission denied/;

describe("with the console's database role", () => {
  it("shows orders and the balance, and can neither order, nor pay, nor make what was not paid", async () => {
    const account = await anAccount(world);
    const ctx = { ...account.ctx, db: console.db, keyring: undefined };
    const form = () =>
      createInstanceOrder.schema.parse({ region, chargeType: "PREPAY", months: 1, clientToken: randomUuid() });
    const { orderId } = await createInstanceOrder(account.ctx, form());
    await expect(createInstanceOrder(ctx, form())).rejects.toThrow(denied);
    await expect(payOrder(ctx, { orderId, termsAccepted: true })).rejects.toThrow(denied);
    const mine = await anInstance(account.ctx, { chargeType: "PREPAY" });
    const instance = { ...mine, boundVpcs: [], pk: ctx.newId(), instanceId: "kst-made-by-hand" };
    await expect(console.db.instance.create({ data: instance })).rejects.toThrow(denied);
    await expect(console.db.order.updateMany({ data: { amountMicros: 0n } })).rejects.toThrow(denied);
    expect((await describeOrder(ctx, { orderId })).state).toBe("Unpaid");
    expect((await listOrders(ctx, { pageSize: 20 })).orders).toHaveLength(2);
    expect(await describeBalance(ctx, {})).toEqual({ balanceMicros: 9_400_000_000n });
    const { instanceId } = mine;
    expect((await describeInstance(ctx, { region, instanceId })).refundMicros).toBe(600_000_000n);
    expect(await listProtectedKeys(ctx, { region, instanceId })).toEqual({ keys: [], more: false });
    expect(await describeDefaultInstance(ctx, { region })).toEqual({ instanceId: null });
    expect(await describeKeyRotationPlan(ctx, { region })).toBeNull();
  });

  it("shows an instance and changes its name and protection, and cannot release it", async () => {
    const account = await anAccount(world);
    const { instanceId } = await anInstance(account.ctx);
    const ctx = { ...account.ctx, db: console.db, keyring: undefined };
    await updateInstanceName(ctx, { region, instanceId, name: "renamed" });
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: true });
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: false });
    // Where new keys go is the gateway's to write: it may be an instance that somebody else shares.
    await expect(setDefaultInstance(ctx, { region, instanceId, chosen: true })).rejects.toThrow(denied);
    await expect(console.db.defaultInstance.deleteMany()).rejects.toThrow(denied);
    await setDefaultInstance(account.ctx, { region, instanceId, chosen: true });
    expect(await describeInstanceQuotas(ctx, { region, instanceId })).toHaveLength(4);
    const { rows } = await listInstances(ctx, { region, page: { size: 20 } });
    expect(rows).toMatchObject([{ name: "renamed", isDefault: true, deletionProtection: false }]);
    await expect(releaseInstance(ctx, { region, instanceId, force: false })).rejects.toThrow(denied);
    expect(await describeInstance(ctx, { region, instanceId })).toMatchObject({ saleStatus: "Normal", release: null });
  });
});
