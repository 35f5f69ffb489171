import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { describeInstance } from "./describe-instance";
import { describeInstanceQuotas } from "./describe-instance-quotas";
import { enableInstance } from "./enable-instance";
import { listInstances } from "./list-instances";
import { takeKeyUnits, takeSecretUnits } from "./quota";
import { regionOf } from "./regions";
import { setDefaultInstance } from "./set-default-instance";
import { setInstanceDeletionProtection } from "./set-instance-deletion-protection";
import { updateInstanceName } from "./update-instance-name";

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

const region = "cn-hangzhou";
const BINDING = { name: "vault", vpcId: "vpc-1", zones: ["cn-hangzhou-h"], vswitchIds: ["vsw-1"] };
const rowOf = (pk: string) => database.db.instance.findUniqueOrThrow({ where: { pk } });

describe("enabling (INS-30, INS-35)", () => {
  it("binds the network, makes the instance's key and its automatic backup, and serves after the delay", async () => {
    const account = await anAccount(world);
    const ctx = { ...account.ctx, deployment: { ...account.ctx.deployment, enableDelayMs: 2000 } };
    const { pk, instanceId } = await anInstance(ctx, { enabled: false });
    const enabled = await enableInstance(ctx, { region, instanceId, ...BINDING });
    expect(enabled).toMatchObject({ status: "Connecting", service: "connecting", name: "vault", vpcId: "vpc-1" });
    expect(enabled.zones).toHaveLength(2);
    expect(enabled.zones[0]).toBe("cn-hangzhou-h");
    expect(regionOf(world.ctx, region).zones).toContain(enabled.zones[1]);
    await expect(currentWrappingKey(ctx, "Instance", pk)).resolves.toMatchObject({ generation: 1 });
    expect(await database.db.backup.findMany({ where: { instancePk: pk } })).toMatchObject([
      { type: "SystemCreated", state: "Enabled", sourceInstanceId: instanceId },
    ]);
    world.clock.advance({ seconds: 2 });
    expect(await describeInstance(ctx, { region, instanceId })).toMatchObject({
      status: "Connected",
      service: "serves",
    });
    const events = await database.db.auditEvent.findMany({
      where: { accountId: account.accountId },
      select: { event: true },
    });
    expect(events.map((each) => each.event)).toEqual(
      expect.arrayContaining(["CreateInstanceOrder", "PayOrder", "EnableInstance"]),
    );
  });

  it("happens once, also when asked for twice at once: one key, one backup", async () => {
    const { ctx } = await anAccount(world);
    const { pk, instanceId } = await anInstance(ctx, { enabled: false });
    const asked = [1, 2, 3].map(() => enableInstance(ctx, { region, instanceId, ...BINDING }));
    const results = await Promise.allSettled(asked);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await database.db.wrappingKey.count({ where: { kind: "Instance", ownerPk: pk } })).toBe(1);
    expect(await database.db.backup.count({ where: { instancePk: pk } })).toBe(1);
    await expect(enableInstance(ctx, { region, instanceId, ...BINDING })).rejects.toMatchObject({
      code: "InstanceNotEnablable",
    });
  });

  it("refuses a wrong name or binding, and leaves the instance as it was", async () => {
    const { ctx } = await anAccount(world);
    const { pk, instanceId } = await anInstance(ctx, { enabled: false });
    const enable = (wrong: object) => enableInstance(ctx, { region, instanceId, ...BINDING, ...wrong });
    await expect(enable({ name: "two words" })).rejects.toMatchObject({ code: "InvalidInstanceName" });
    await expect(enable({ zones: ["cn-shanghai-b"] })).rejects.toMatchObject({
      code: "InvalidNetworkBinding",
      params: { name: "ZoneIds" },
    });
    expect(await rowOf(pk)).toMatchObject({ status: "Uninitialized", vpcId: null, enabledAt: null });
    expect(await database.db.wrappingKey.count({ where: { ownerPk: pk } })).toBe(0);
  });

  it("leaves no key and no binding when it stops half-way", async () => {
    const { ctx } = await anAccount(world);
    const { pk, instanceId } = await anInstance(ctx, { enabled: false });
    await database.sql(`
      CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
      CREATE TRIGGER stop_here BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.event = 'EnableInstance') EXECUTE FUNCTION stop_here();`);
    await expect(enableInstance(ctx, { region, instanceId, ...BINDING })).rejects.toThrow();
    await database.sql("DROP TRIGGER stop_here ON audit_event; DROP FUNCTION stop_here()");
    expect(await rowOf(pk)).toMatchObject({ status: "Uninitialized", vpcId: null });
    expect(await database.db.wrappingKey.count({ where: { ownerPk: pk } })).toBe(0);
    expect(await database.db.backup.count({ where: { instancePk: pk } })).toBe(0);
    await enableInstance(ctx, { region, instanceId, ...BINDING });
  });

  it("refuses a subscription that has expired, and another account", async () => {
    const [{ ctx }, other] = [await anAccount(world), await anAccount(world)];
    const { pk, instanceId } = await anInstance(ctx, { enabled: false, chargeType: "PREPAY" });
    const asked = { region, instanceId, ...BINDING };
    await expect(enableInstance(other.ctx, asked)).rejects.toMatchObject({ code: "InstanceNotFound" });
    await database.db.instance.update({ where: { pk }, data: { endsAt: world.clock.now() } });
    await expect(enableInstance(ctx, asked)).rejects.toMatchObject({ code: "InstanceUnavailable" });
  });
});

describe("reading (INS-01, INS-42, REG-01)", () => {
  it("lists the account's instances of one region, newest first, page by page, without released ones", async () => {
    const [{ ctx }, other] = [await anAccount(world), await anAccount(world)];
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      world.clock.advance({ seconds: 1 });
      ids.unshift((await anInstance(ctx, { enabled: false })).instanceId);
    }
    const gone = await anInstance(ctx, { enabled: false });
    await database.db.instance.update({ where: { pk: gone.pk }, data: { saleStatus: "Released" } });
    await anInstance(ctx, { enabled: false, region: "ap-northeast-1" });
    const first = await listInstances(ctx, { region, page: { size: 2 } });
    expect(first).toMatchObject({ total: 3 });
    const second = await listInstances(ctx, { region, page: { size: 2, after: first.next ?? "" } });
    expect([...first.rows, ...second.rows].map((row) => row.instanceId)).toEqual(ids);
    expect(second.next).toBeNull();
    expect(
      (await listInstances(ctx, { region, page: { size: 2, number: 2 } })).rows.map((row) => row.instanceId),
    ).toEqual(ids.slice(2));
    expect((await listInstances(other.ctx, { region, page: { size: 2 } })).rows).toEqual([]);
    await expect(describeInstance(ctx, { region, instanceId: gone.instanceId })).rejects.toMatchObject({
      code: "InstanceNotFound",
    });
  });

  it("finds an instance in its own region only, for its own account only (POL-25)", async () => {
    const [{ ctx }, other] = [await anAccount(world), await anAccount(world)];
    const { instanceId } = await anInstance(ctx);
    const refused = { code: "InstanceNotFound" };
    await expect(describeInstance(ctx, { region: "ap-northeast-1", instanceId })).rejects.toMatchObject(refused);
    await expect(describeInstance(other.ctx, { region, instanceId })).rejects.toMatchObject(refused);
    await expect(describeInstance(world.ctx, { region, instanceId })).rejects.toMatchObject({ code: "NotSignedIn" });
  });

  it("shows expiry the second it is due, and the details still open (INS-62, KEY-43)", async () => {
    const { ctx } = await anAccount(world);
    const { instanceId, endsAt } = await anInstance(ctx, { chargeType: "PREPAY", months: 1 });
    const ends = (endsAt as Date).getTime();
    world.clock.set(new Date(ends - 1));
    expect(await describeInstance(ctx, { region, instanceId })).toMatchObject({
      saleStatus: "Normal",
      service: "serves",
    });
    world.clock.set(new Date(ends));
    expect(await describeInstance(ctx, { region, instanceId })).toMatchObject({
      saleStatus: "Expired",
      service: "unavailable",
    });
  });
});

describe("changing", () => {
  it("renames within INS-43 and records it", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { instanceId } = await anInstance(ctx);
    await updateInstanceName(ctx, { region, instanceId, name: "new/name" });
    expect((await describeInstance(ctx, { region, instanceId })).name).toBe("new/name");
    await expect(updateInstanceName(ctx, { region, instanceId, name: "" })).rejects.toMatchObject({
      code: "InvalidInstanceName",
    });
    expect(await database.db.auditEvent.count({ where: { accountId, event: "UpdateInstanceName" } })).toBe(1);
  });

  it("switches deletion protection, in an expired instance too (INS-49, KEY-43)", async () => {
    const { ctx } = await anAccount(world);
    const { pk, instanceId } = await anInstance(ctx, { chargeType: "PREPAY" });
    await database.db.instance.update({ where: { pk }, data: { endsAt: world.clock.now() } });
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: true });
    expect((await rowOf(pk)).deletionProtection).toBe(true);
    await setInstanceDeletionProtection(ctx, { region, instanceId, enabled: false });
    expect((await rowOf(pk)).deletionProtection).toBe(false);
  });

  it("has one default instance per account and region, chosen by the account alone (INS-50)", async () => {
    const { ctx } = await anAccount(world);
    const [one, two] = [await anInstance(ctx), await anInstance(ctx)];
    const chosen = async () => {
      const { rows } = await listInstances(ctx, { region, page: { size: 20 } });
      return rows.filter((row) => row.isDefault).map((row) => row.instanceId);
    };
    expect(await chosen()).toEqual([]);
    await setDefaultInstance(ctx, { region, instanceId: one.instanceId, chosen: true });
    await setDefaultInstance(ctx, { region, instanceId: two.instanceId, chosen: true });
    expect(await chosen()).toEqual([two.instanceId]);
    await setDefaultInstance(ctx, { region, instanceId: one.instanceId, chosen: false }); // is not the chosen one
    expect(await chosen()).toEqual([two.instanceId]);
    await setDefaultInstance(ctx, { region, instanceId: two.instanceId, chosen: false });
    expect(await chosen()).toEqual([]);
    const bought = await anInstance(ctx, { enabled: false });
    await expect(
      setDefaultInstance(ctx, { region, instanceId: bought.instanceId, chosen: true }),
    ).rejects.toMatchObject({
      code: "InstanceStateInvalid",
    });
  });
});

describe("quotas (INS-08, INS-09, INS-10)", () => {
  it("are never exceeded by 64 takers at once", async () => {
    const { ctx } = await anAccount(world);
    const { pk } = await anInstance(ctx, { keyQuota: 20, secretQuota: 5 });
    const keys = Array.from({ length: 64 }, () => transaction(ctx, (tx) => takeKeyUnits(tx, pk, 1)));
    const secrets = Array.from({ length: 16 }, () => transaction(ctx, (tx) => takeSecretUnits(tx, pk, 1)));
    const [keyResults, secretResults] = [await Promise.allSettled(keys), await Promise.allSettled(secrets)];
    expect(keyResults.filter((result) => result.status === "fulfilled")).toHaveLength(20);
    expect(secretResults.filter((result) => result.status === "fulfilled")).toHaveLength(5);
    for (const result of keyResults) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "KeyQuotaExceeded" });
    }
    for (const result of secretResults) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "SecretQuotaExceeded" });
    }
    expect(await rowOf(pk)).toMatchObject({ keyVersionsUsed: 20, secretsUsed: 5 });
  });

  it("take several units whole or not at all, and get back what is given back", async () => {
    const { ctx } = await anAccount(world);
    const { pk } = await anInstance(ctx, { keyQuota: 10 });
    const take = (n: number) => transaction(ctx, (tx) => takeKeyUnits(tx, pk, n));
    await take(8);
    await expect(take(3)).rejects.toMatchObject({ code: "KeyQuotaExceeded" });
    await take(-5);
    await take(7);
    expect((await rowOf(pk)).keyVersionsUsed).toBe(10);
  });

  it("count nothing for a transaction that rolled back", async () => {
    const { ctx } = await anAccount(world);
    const { pk } = await anInstance(ctx, { keyQuota: 10 });
    const stopped = transaction(ctx, async (tx) => {
      await takeKeyUnits(tx, pk, 4);
      throw new Error("stopped");
    });
    await expect(stopped).rejects.toThrow("stopped");
    expect((await rowOf(pk)).keyVersionsUsed).toBe(0);
  });

  it("do not move the revision that cached verdicts depend on (decisions 8)", async () => {
    const { ctx } = await anAccount(world);
    const before = await anInstance(ctx);
    await transaction(ctx, (tx) => takeKeyUnits(tx, before.pk, 1));
    expect((await rowOf(before.pk)).revision).toBe(before.revision);
  });

  it("are shown with their use (INS-09)", async () => {
    const { ctx } = await anAccount(world);
    const { pk, instanceId } = await anInstance(ctx, { keyQuota: 50, secretQuota: 7 });
    await transaction(ctx, (tx) => takeKeyUnits(tx, pk, 3));
    expect(await describeInstanceQuotas(ctx, { region, instanceId })).toEqual([
      { type: "key", resourceQuota: 50, usedQuantity: 3 },
      { type: "secret", resourceQuota: 7, usedQuantity: 0 },
      { type: "qps", resourceQuota: 1000, usedQuantity: null },
      { type: "vpc", resourceQuota: 10_000, usedQuantity: 1 },
    ]);
  });
});
