import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { asymmetricSign } from "./asymmetric-sign";
import { asymmetricVerify } from "./asymmetric-verify";
import { createKeyVersion } from "./create-key-version";
import { describeKey } from "./describe-key";
import { describeKeyVersion } from "./describe-key-version";
import { KEY_VERSION_DAYS, KEY_VERSIONS_MAX } from "./key-rules";
import { listKeyVersions } from "./list-key-versions";

// KEY-11, KEY-45, KEY-76, KEY-77: versions that a person makes.

const region = "cn-hangzhou";
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** An account with an instance, and a clock of its own. */
async function place(bought: Parameters<typeof anInstance>[1] = {}): Promise<{
  world: TestWorld;
  ctx: Ctx;
  instance: { instanceId: string };
}> {
  const world = testWorld(database.db);
  const ctx: Ctx = { ...(await anAccount(world)).ctx, source: "ApiCall" };
  return { world, ctx, instance: await anInstance(ctx, bought) };
}
const used = async (instanceId: string) =>
  (await database.db.instance.findUniqueOrThrow({ where: { instanceId } })).keyVersionsUsed;
const pageOf = (ctx: Ctx, key: string, page: object) =>
  listKeyVersions(ctx, listKeyVersions.schema.parse({ region, key, page }));

describe("CreateKeyVersion", () => {
  it("makes a version that signs when it is named, moves nothing to it, and takes one unit of quota (KEY-76, KEY-77)", async () => {
    const { world, ctx, instance } = await place();
    const key = await aKey(ctx, { instance, spec: "EC_P256", alias: "alias/versions" });
    world.clock.advance({ days: KEY_VERSION_DAYS });
    const made = await createKeyVersion(ctx, { region, key: "alias/versions" });
    expect(made).toMatchObject({ keyId: key.keyId, createdAt: world.clock.now(), primary: false });
    expect(made.versionId).toMatch(new RegExp(`^${key.keyId}-[a-z0-9]{10}$`));
    expect(await used(instance.instanceId)).toBe(2);
    const after = await describeKey(ctx, { region, key: key.keyId });
    expect(after).toMatchObject({ primaryVersionId: key.primaryVersionId, lastRotatedAt: world.clock.now() });
    expect(after.versions.map(({ versionId }) => versionId)).toEqual([made.versionId, key.primaryVersionId]);

    const call = { region, key: key.keyId, algorithm: "ECDSA_SHA_256", digest: Buffer.alloc(32, 1) };
    const { signature } = await asymmetricSign(ctx, { ...call, keyVersionId: made.versionId });
    const verified = async (keyVersionId: string) =>
      (await asymmetricVerify(ctx, { ...call, keyVersionId, signature })).valid;
    expect([await verified(made.versionId), await verified(key.primaryVersionId)]).toEqual([true, false]);
    const events = await database.sql("SELECT outcome, detail FROM audit_event WHERE event = 'CreateKeyVersion'");
    expect(events).toEqual([{ outcome: "Success", detail: { keyVersionId: made.versionId } }]);
  });

  it("refuses within seven days of the last version, to the second, and beyond fifty (KEY-76)", async () => {
    const { world, ctx, instance } = await place();
    const { keyId: key } = await aKey(ctx, { instance, spec: "EC_P256K" });
    const make = () => createKeyVersion(ctx, { region, key });
    const tooSoon = { code: "KeyVersionTooSoon", params: { days: 7 } };
    await expect(make()).rejects.toMatchObject(tooSoon);
    world.clock.advance({ days: 7, seconds: -1 });
    await expect(make()).rejects.toMatchObject(tooSoon);
    world.clock.advance({ seconds: 1 });
    await make();
    await expect(make()).rejects.toMatchObject(tooSoon);
    for (let versions = 2; versions < KEY_VERSIONS_MAX; versions++) {
      world.clock.advance({ days: 7 });
      await make();
    }
    world.clock.advance({ days: 7 });
    await expect(make()).rejects.toMatchObject({ code: "KeyVersionLimit", params: { limit: 50 } });
    expect((await pageOf(ctx, key, {})).total).toBe(50);
  });

  it("refuses keys that are symmetric, of MACs, imported or not Enabled (KEY-45, KEY-76)", async () => {
    const { world, ctx, instance } = await place();
    const keys = {
      UnsupportedOperation: await aKey(ctx, { instance }),
      UnsupportedOrigin: await aKey(ctx, { instance, spec: "EC_P256", origin: "EXTERNAL" }),
      KeyDisabled: await aKey(ctx, { instance, spec: "EC_P256", state: "Disabled" }),
      KeyPendingDeletion: await aKey(ctx, { instance, spec: "EC_P256", state: "PendingDeletion" }),
    };
    const mac = await aKey(ctx, { instance, spec: "HMAC_SHA_256" });
    await database.db.key.updateMany({ where: { state: "PendingImport" }, data: { state: "Enabled" } });
    await database.db.key.updateMany({
      where: { state: "PendingDeletion" },
      data: { deleteAt: new Date("2028-01-01") },
    });
    const before = await used(instance.instanceId);
    world.clock.advance({ days: 30 });
    for (const [code, { keyId: key }] of Object.entries(keys)) {
      await expect(createKeyVersion(ctx, { region, key }), code).rejects.toMatchObject({ code });
    }
    await expect(createKeyVersion(ctx, { region, key: mac.keyId })).rejects.toMatchObject({
      code: "UnsupportedOperation",
    });
    expect(await used(instance.instanceId)).toBe(before);
  });

  it("refuses where the quota is full, and leaves nothing behind (INS-08, KEY-77)", async () => {
    const { world, ctx, instance } = await place({ keyQuota: 1 });
    const { keyId: key } = await aKey(ctx, { instance, spec: "EC_P256" });
    world.clock.advance({ days: 8 });
    await expect(createKeyVersion(ctx, { region, key })).rejects.toMatchObject({ code: "KeyQuotaExceeded" });
    expect([await used(instance.instanceId), (await pageOf(ctx, key, {})).total]).toEqual([1, 1]);
  });

  it("waits for the end of an upgrade of the instance, as every creation in it (INS-46)", async () => {
    const { world, ctx, instance } = await place();
    const { keyId: key } = await aKey(ctx, { instance, spec: "EC_P256" });
    world.clock.advance({ days: KEY_VERSION_DAYS });
    const upgradeStartsAt = world.clock.now();
    const upgradeEndsAt = new Date(upgradeStartsAt.getTime() + 1000);
    const upgrade = { upgradeTo: "9.9.9", upgradeMethod: "Manual", upgradeStartsAt, upgradeEndsAt } as const;
    await database.db.instance.update({ where: { instanceId: instance.instanceId }, data: upgrade });
    await expect(createKeyVersion(ctx, { region, key })).rejects.toMatchObject({ code: "InstanceInUpgrade" });
    world.clock.advance({ seconds: 1 });
    expect(await createKeyVersion(ctx, { region, key })).toMatchObject({ keyId: key });
  });

  it("of two at once one wins, and the other is told that the key changed or that it is too soon", async () => {
    const { world, ctx, instance } = await place();
    const { keyId: key } = await aKey(ctx, { instance, spec: "EC_P256" });
    for (let round = 2; round < 7; round++) {
      world.clock.advance({ days: 8 });
      const both = await Promise.allSettled([1, 2].map(() => createKeyVersion(ctx, { region, key })));
      expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const lost = both.flatMap((one) => (one.status === "rejected" ? [(one.reason as { code: string }).code] : []));
      expect(["ChangedMeanwhile", "KeyVersionTooSoon"]).toEqual(expect.arrayContaining(lost));
      expect([await used(instance.instanceId), (await pageOf(ctx, key, {})).total]).toEqual([round, round]);
    }
  });

  it("gives 1.0 keys versions with UUIDs, under no quota of versions (KEY-09, KEY-11)", async () => {
    const { world, ctx } = await place();
    const { keyId: key } = await aKey(ctx, { spec: "EC_P256" });
    world.clock.advance({ days: 8 });
    const { versionId } = await createKeyVersion(ctx, { region, key });
    expect(versionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe("reading versions", () => {
  it("lists them newest first by pages and describes one, in an expired instance too (KEY-42, KEY-43, GEN-07)", async () => {
    const { world, ctx, instance } = await place({ chargeType: "PREPAY", months: 1 });
    const key = await aKey(ctx, { instance, spec: "EC_P256" });
    const ids = [key.primaryVersionId];
    for (let round = 0; round < 3; round++) {
      world.clock.advance({ days: 7 });
      ids.unshift((await createKeyVersion(ctx, { region, key: key.keyId })).versionId);
    }
    world.clock.advance({ days: 12 });
    const pages = [await pageOf(ctx, key.keyId, { size: 3 }), await pageOf(ctx, key.keyId, { size: 3, number: 2 })];
    expect(pages.flatMap(({ rows }) => rows.map(({ versionId }) => versionId))).toEqual(ids);
    expect(pages.map(({ total }) => total)).toEqual([4, 4]);
    const described = await describeKeyVersion(ctx, { region, key: key.arn, keyVersionId: key.primaryVersionId });
    expect(described).toEqual({
      keyId: key.keyId,
      versionId: key.primaryVersionId,
      createdAt: key.createdAt,
      primary: true,
    });
    const other = await aKey({ ...ctx, now: () => new Date() }, { spec: "EC_P256" });
    await expect(
      describeKeyVersion(ctx, { region, key: key.keyId, keyVersionId: other.primaryVersionId }),
    ).rejects.toMatchObject({ code: "KeyVersionNotFound" });
  });
});
