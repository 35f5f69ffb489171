import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { createKey } from "../keys/create-key";
import { decrypt } from "../keys/decrypt";
import { encrypt } from "../keys/encrypt";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { setDeletionProtection } from "../keys/set-deletion-protection";
import { createSecret } from "../secrets/create-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { cancelInstanceImageUpgrade } from "./cancel-instance-image-upgrade";
import { describeDefaultInstance } from "./describe-default-instance";
import { describeInstance } from "./describe-instance";
import { describeInstanceQuotas } from "./describe-instance-quotas";
import { LATEST_IMAGE_VERSION } from "./instance-rules";
import { listProtectedKeys } from "./list-protected-keys";
import { releaseInstance } from "./release-instance";
import { rollBackInstanceImage } from "./roll-back-instance-image";
import { setDefaultInstance } from "./set-default-instance";
import { setInstanceDeletionProtection } from "./set-instance-deletion-protection";
import { updateInstanceBindVpcs } from "./update-instance-bind-vpcs";
import { updateInstanceName } from "./update-instance-name";
import { upgradeInstanceImage } from "./upgrade-instance-image";

// What is changed on the details page of an instance: its image, networks, protected keys.

const region = "cn-hangzhou";
const OLD = "dkms-3.9.1";
const HALF_HOUR = 30 * 60_000;

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;
let account: TestAccount;
let ctx: Ctx;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  world.clock.set("2026-11-22T04:00:00.000Z");
  account = await anAccount(world);
  ctx = { ...account.ctx, deployment: { ...account.ctx.deployment, imageUpgradeMs: HALF_HOUR } };
});

const anOld = () => anInstance(ctx, { imageVersion: OLD });
const named = (instanceId: string) => ({ region, instanceId });
const details = (instanceId: string) => describeInstance(ctx, named(instanceId));
const upgrade = (instanceId: string, at?: string) =>
  upgradeInstanceImage(ctx, { ...named(instanceId), ...(at && { at: new Date(at) }) });
const refused = (code: string) => ({ code });

describe("upgrading the image (INS-44..46)", () => {
  it("takes half an hour, in which the instance changes and takes nothing, and its keys go on", async () => {
    const instance = await anOld();
    const { instanceId } = instance;
    const key = await aKey(ctx, { instance });
    const secret = await aSecret(ctx, { instance, encryptionKey: key.keyId });
    const upgrading = await upgrade(instanceId);
    expect(upgrading).toMatchObject({ imageVersion: OLD, image: { upgrade: { state: "Running", method: "Manual" } } });

    const inUpgrade = refused("InstanceInUpgrade");
    const secretForm = { region, instanceId, name: "later", secretData: "x", encryptionKey: key.keyId };
    const attempts = [
      () => createKey(ctx, createKey.schema.parse({ region, instanceId })),
      () => createSecret(ctx, createSecret.schema.parse(secretForm)),
      () => updateInstanceName(ctx, { ...named(instanceId), name: "another" }),
      () => updateInstanceBindVpcs(ctx, { ...named(instanceId), vpcs: [] }),
      () => setDefaultInstance(ctx, { ...named(instanceId), chosen: true }),
      () => releaseInstance(ctx, { ...named(instanceId), force: true }),
      () => upgrade(instanceId),
      () => rollBackInstanceImage(ctx, named(instanceId)),
      () => cancelInstanceImageUpgrade(ctx, named(instanceId)),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(inUpgrade);
    const { blob } = await encrypt(ctx, { region, key: key.keyId, plaintext: Buffer.from("x") });
    expect((await decrypt(ctx, { region, blob })).plaintext.toString()).toBe("x");
    await getSecretValue(ctx, { region, secret: secret.name });
    await setInstanceDeletionProtection(ctx, { ...named(instanceId), enabled: true });

    world.clock.advance({ minutes: 30 });
    expect(await details(instanceId)).toMatchObject({
      imageVersion: LATEST_IMAGE_VERSION,
      image: { isLatest: true, upgrade: { state: "Succeeded" }, rollback: { to: OLD } },
    });
    await createKey(ctx, createKey.schema.parse({ region, instanceId }));
    await expect(upgrade(instanceId)).rejects.toMatchObject(refused("UpgradeNotPossible"));
  });

  it("begins at its time with nobody there to begin it; until then it can be changed and taken back", async () => {
    const { instanceId } = await anOld();
    await upgrade(instanceId, "2026-12-20T00:00:00Z");
    await upgrade(instanceId, "2026-12-01T00:00:00Z");
    world.clock.set("2026-11-30T23:59:59.999Z");
    expect((await details(instanceId)).image.upgrade).toMatchObject({ state: "Scheduled", method: "Automatic" });
    await cancelInstanceImageUpgrade(ctx, named(instanceId));
    expect((await details(instanceId)).image.upgrade).toBeNull();
    await expect(cancelInstanceImageUpgrade(ctx, named(instanceId))).rejects.toMatchObject(
      refused("UpgradeNotPossible"),
    );
    await upgrade(instanceId, "2026-12-01T00:00:00Z");
    world.clock.set("2026-12-01T00:00:00Z");
    await expect(cancelInstanceImageUpgrade(ctx, named(instanceId))).rejects.toMatchObject(
      refused("InstanceInUpgrade"),
    );
    world.clock.set("2026-12-01T00:30:00Z");
    expect((await details(instanceId)).image.upgrade).toMatchObject({ state: "Succeeded" });
  });

  it.each([
    ["2026-11-22T04:00:00.000Z", "InvalidUpgradeTime"], // now is no time to come
    ["2026-11-22T03:00:00.000Z", "InvalidUpgradeTime"],
    ["2026-12-22T04:00:00.001Z", "InvalidUpgradeTime"],
    ["2026-12-22T04:00:00.000Z", null], // 30 days
  ])("may begin at %s: %s", async (at, code) => {
    const { instanceId } = await anOld();
    const asked = upgrade(instanceId, at);
    await (code ? expect(asked).rejects.toMatchObject({ code, params: { days: 30 } }) : asked);
  });

  it("is for an instance that serves and is older, by one of two that ask at once", async () => {
    const newest = await anInstance(ctx);
    expect(newest.imageVersion).toBe(LATEST_IMAGE_VERSION);
    await expect(upgrade(newest.instanceId)).rejects.toMatchObject(refused("UpgradeNotPossible"));
    const bought = await anInstance(ctx, { imageVersion: OLD, enabled: false });
    await expect(upgrade(bought.instanceId)).rejects.toMatchObject(refused("InstanceUninitialized"));
    const { instanceId } = await anOld();
    const two = await Promise.allSettled([upgrade(instanceId), upgrade(instanceId)]);
    const codes = two.map((one) => (one.status === "fulfilled" ? "done" : one.reason.code)).sort();
    expect(codes).toEqual([expect.stringMatching(/^(ChangedMeanwhile|InstanceInUpgrade)$/), "done"]);
  });

  it("can be rolled back for a week, which takes as long, and upgraded again", async () => {
    const { instanceId } = await anOld();
    await upgrade(instanceId);
    world.clock.set("2026-11-29T04:29:59.999Z"); // a week after its end, less a millisecond
    const back = await rollBackInstanceImage(ctx, named(instanceId));
    expect(back).toMatchObject({
      imageVersion: LATEST_IMAGE_VERSION,
      image: { upgrade: { method: "Rollback", state: "Running" } },
    });
    world.clock.advance({ minutes: 30 });
    expect(await details(instanceId)).toMatchObject({
      imageVersion: OLD,
      image: { isUpgradable: true, rollback: null },
    });
    await expect(rollBackInstanceImage(ctx, named(instanceId))).rejects.toMatchObject(refused("RollbackNotPossible"));
    await upgrade(instanceId);
    world.clock.advance({ days: 7, minutes: 30 });
    await expect(rollBackInstanceImage(ctx, named(instanceId))).rejects.toMatchObject(refused("RollbackNotPossible"));
    expect((await details(instanceId)).imageVersion).toBe(LATEST_IMAGE_VERSION);
  });

  it("that was to come does not come once a release is asked for", async () => {
    const { instanceId } = await anOld();
    await upgrade(instanceId, "2026-12-01T00:00:00Z");
    await releaseInstance(ctx, { ...named(instanceId), force: true });
    expect((await details(instanceId)).image.upgrade).toBeNull();
  });
});

describe("further networks (INS-09, INS-42)", () => {
  const vpc = (n: number) => ({ vpcId: `vpc-${n}`, vswitchId: `vsw-${n}` });

  it("are set all at once, within the access quota, and counted", async () => {
    const { instanceId, pk } = await anInstance(ctx);
    await database.db.instance.update({ where: { pk }, data: { accessQuota: 3 } });
    const bind = (vpcs: object[]) =>
      updateInstanceBindVpcs(ctx, updateInstanceBindVpcs.schema.parse({ ...named(instanceId), vpcs }));
    const used = async () => (await describeInstanceQuotas(ctx, named(instanceId))).find(({ type }) => type === "vpc");
    expect(await used()).toMatchObject({ resourceQuota: 3, usedQuantity: 1 });
    const { boundVpcs } = await bind([vpc(2), { ...vpc(3), regionId: region, vpcOwnerId: account.accountId }]);
    expect(boundVpcs).toEqual([2, 3].map((n) => ({ ...vpc(n), regionId: region, vpcOwnerId: account.accountId })));
    expect(await used()).toMatchObject({ usedQuantity: 3 });
    const invalid = (name: string) => ({ code: "InvalidNetworkBinding", params: { name } });
    await expect(bind([vpc(2), vpc(3), vpc(4)])).rejects.toMatchObject(invalid("BindVpcs"));
    await expect(bind([{ ...vpc(2), regionId: "cn-shanghai" }])).rejects.toMatchObject(invalid("RegionId"));
    // Behind the rule stands the database, as for every quota (decisions 12).
    await expect(database.db.instance.update({ where: { pk }, data: { accessQuota: 2 } })).rejects.toThrow();
    expect((await bind([])).boundVpcs).toEqual([]);
  });
});

describe("what the details page lists", () => {
  it("the keys whose protection is on, and no other (KEY-57)", async () => {
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance, alias: "alias/guarded" });
    const other = await aKey(ctx, { instance });
    await scheduleKeyDeletion(ctx, { region, key: other.keyId, windowDays: 7 });
    await setDeletionProtection(ctx, { region, key: key.keyId, enabled: true, why: "" });
    expect(await listProtectedKeys(ctx, named(instance.instanceId))).toEqual({
      keys: [{ keyId: key.keyId, aliases: ["alias/guarded"], description: "" }],
      more: false,
    });
  });

  it("why it is protected, for as long as it is (INS-49)", async () => {
    const { instanceId } = await anInstance(ctx);
    const protect = (enabled: boolean) =>
      setInstanceDeletionProtection(ctx, { ...named(instanceId), enabled, why: "holds the ledger" });
    await protect(true);
    expect(await details(instanceId)).toMatchObject({ deletionProtectionWhy: "holds the ledger" });
    await protect(false);
    expect(await details(instanceId)).toMatchObject({ deletionProtection: false, deletionProtectionWhy: "" });
  });

  it("the default instance of the region, or none (INS-50)", async () => {
    const { instanceId } = await anInstance(ctx);
    expect(await describeDefaultInstance(ctx, { region })).toEqual({ instanceId: null });
    await setDefaultInstance(ctx, { ...named(instanceId), chosen: true });
    expect(await describeDefaultInstance(ctx, { region })).toEqual({ instanceId });
    expect(await describeDefaultInstance(ctx, { region: "cn-shanghai" })).toEqual({ instanceId: null });
  });
});
