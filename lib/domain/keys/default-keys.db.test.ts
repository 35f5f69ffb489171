import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { createAlias } from "./create-alias";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { deleteAlias } from "./delete-alias";
import { describeKey } from "./describe-key";
import { destroyDueKey } from "./destroy-key";
import { disableKey } from "./disable-key";
import { enableDefaultKey } from "./enable-default-key";
import { enableKey } from "./enable-key";
import { enableServiceKey } from "./enable-service-key";
import { encrypt } from "./encrypt";
import { listDefaultKeys } from "./list-default-keys";
import { listKeys } from "./list-keys";
import { findDueRotations, rotateKey } from "./rotate-key";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { setDeletionProtection } from "./set-deletion-protection";
import { setKeyPolicy } from "./set-key-policy";
import { tagKey } from "./tag-key";
import { updateKeyDescription } from "./update-key-description";
import { updateRotationPolicy } from "./update-rotation-policy";

const region = "cn-hangzhou";
const DAY = 86_400;
let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

const enable = (ctx: Ctx, more: object = {}) =>
  enableDefaultKey(ctx, enableDefaultKey.schema.parse({ region, ...more }));
const later = (days: number) => new Date(world.clock.now().getTime() + days * DAY * 1000);
const pkOf = async (keyId: string) =>
  (await database.db.key.findUniqueOrThrow({ where: { region_keyId: { region, keyId } } })).pk;

describe("the default key", () => {
  it("is AES-256, free, outside every instance and quota, and works at once (KEY-01, KEY-03, KEY-05, KEY-09)", async () => {
    const { ctx, accountId } = await anAccount(world);
    expect(await listDefaultKeys(ctx, { region })).toEqual({ defaultKey: null, serviceKeys: [], rotationEndsAt: null });
    const made = await enable(ctx, { alias: "alias/mine", description: "d" });
    expect(made).toMatchObject({
      ...{ kind: "Default", spec: "Aliyun_AES_256", usage: "ENCRYPT_DECRYPT", state: "Enabled", origin: "Aliyun_KMS" },
      ...{ instanceId: null, protectionLevel: "SOFTWARE", accountId, aliases: ["alias/mine"], description: "d" },
    });
    expect(made.keyId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect((await listDefaultKeys(ctx, { region })).defaultKey?.keyId).toBe(made.keyId);
    const { blob } = await encrypt(ctx, { region, key: "alias/mine", plaintext: Buffer.from("hello") });
    expect(Buffer.from((await decrypt(ctx, { region, blob })).plaintext).toString()).toBe("hello");
    // Also where every place of KEY-09 is taken.
    await database.sql(
      `INSERT INTO key (pk, key_id, region, account_id, spec, usage, state, primary_version_id, created_at, last_rotated_at)
       SELECT gen_random_uuid(), gen_random_uuid()::text, 'ap-northeast-1', account_id, spec, usage, state, gen_random_uuid()::text,
         created_at, last_rotated_at FROM key, generate_series(1, 200) WHERE key_id = $1`,
      [made.keyId],
    );
    await expect(enable(ctx, { region: "ap-northeast-1" })).resolves.toMatchObject({ kind: "Default" });
  });

  it("is one for each account and region, also when many ask at once (KEY-03)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => enable(ctx)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of asked) if (one.status === "rejected") expect(one.reason.code).toBe("DefaultKeyExists");
    await expect(enable(ctx)).rejects.toMatchObject({ code: "DefaultKeyExists" });
    await expect(enable(ctx, { region: "ap-northeast-1" })).resolves.toMatchObject({ region: "ap-northeast-1" });
    expect(await database.db.key.count({ where: { accountId, region, kind: "Default" } })).toBe(1);
  });

  it("may wait for material of one's own (KEY-04)", async () => {
    const { ctx } = await anAccount(world);
    expect(await enable(ctx, { origin: "EXTERNAL" })).toMatchObject({ state: "PendingImport", origin: "EXTERNAL" });
  });

  it("lives as its owner wants: disable, enable, tags, alias, protection; no policy (KEY-03, KEY-92, POL-01)", async () => {
    const { ctx } = await anAccount(world);
    const { keyId: key } = await enable(ctx);
    expect(await disableKey(ctx, { region, key })).toMatchObject({ state: "Disabled" });
    expect(await enableKey(ctx, { region, key })).toMatchObject({ state: "Enabled" });
    await tagKey(ctx, { region, key, tags: [{ name: "a", value: "b" }] });
    await createAlias(ctx, { region, key, alias: "alias/second" });
    await updateKeyDescription(ctx, { region, key, description: "new" });
    await setDeletionProtection(ctx, { region, key, enabled: true, why: "" });
    expect(await describeKey(ctx, { region, key })).toMatchObject({
      ...{ tags: [{ name: "a", value: "b" }], aliases: ["alias/second"], description: "new", deletionProtection: true },
    });
    const policy = setKeyPolicy.schema.parse({ region, key, policy: "{}" });
    await expect(setKeyPolicy(ctx, policy)).rejects.toMatchObject({ code: "PolicyUnsupported" });
  });

  it("makes room once its deletion fell due, whether the worker came or not (KEY-03, KEY-51)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const first = await enable(ctx, { alias: "alias/mine" });
    await scheduleKeyDeletion(ctx, { region, key: first.keyId, windowDays: 7 });
    await expect(enable(ctx)).rejects.toMatchObject({ code: "DefaultKeyExists" });
    const pk = await pkOf(first.keyId);
    world.clock.advance({ days: 7 });
    expect((await listDefaultKeys(ctx, { region })).defaultKey).toBeNull();
    const second = await enable(ctx, { alias: "alias/mine" });
    expect(second.keyId).not.toBe(first.keyId);
    const gone = await database.db.auditEvent.findMany({ where: { accountId, event: "DeleteKey" } });
    expect(gone).toMatchObject([{ resource: first.arn }]);
    const worker = world.as({ kind: "system", job: "destroy-keys" });
    expect(await destroyDueKey(worker, { keyPk: pk })).toBe(false);
    expect(await database.db.retiredId.count({ where: { id: first.keyId } })).toBe(1);
  });
});

describe("deletion of keys (FAQ-01)", () => {
  it("of the default key and of a purchased one takes 7 and 366 days; 6 and 367 are refused", async () => {
    const { ctx } = await anAccount(world);
    const { instanceId } = await anInstance(ctx);
    const purchased = await createKey(ctx, createKey.schema.parse({ region, instanceId }));
    for (const { keyId: key } of [await enable(ctx), purchased]) {
      const schedule = (windowDays: number) => scheduleKeyDeletion(ctx, { region, key, windowDays });
      for (const wrong of [6, 367])
        await expect(schedule(wrong)).rejects.toMatchObject({ code: "InvalidDeletionWindow" });
      for (const right of [7, 366]) {
        expect(await schedule(right)).toMatchObject({ state: "PendingDeletion", deleteAt: later(right) });
        await cancelKeyDeletion(ctx, { region, key });
      }
    }
  });
});

describe("rotation of the default key", () => {
  const plan = (accountId: string, planId: string, days: number) =>
    database.db.defaultKeyRotation.upsert({
      where: { accountId_region: { accountId, region } },
      create: { accountId, region, planId, startsAt: world.clock.now(), endsAt: later(days) },
      update: { endsAt: later(days) },
    });

  it("is a plan that one buys, and takes exactly 365 days (KEY-06, KEY-72, INS-22)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { keyId: key } = await enable(ctx);
    const set = (days: number) =>
      updateRotationPolicy(ctx, { region, key, enabled: true, rotationSeconds: days * DAY });
    await expect(set(365)).rejects.toMatchObject({ code: "RotationNotBought" });
    await plan(accountId, "dkr-1", 1);
    expect((await listDefaultKeys(ctx, { region })).rotationEndsAt).toEqual(later(1));
    for (const wrong of [364, 366, 7]) {
      await expect(set(wrong)).rejects.toMatchObject({ code: "InvalidRotationInterval", params: { minimum: 365 } });
    }
    expect(await set(365)).toMatchObject({ automaticRotation: "Enabled", nextRotationAt: later(365) });
    world.clock.advance({ days: 1 });
    await expect(set(365)).rejects.toMatchObject({ code: "RotationNotBought" });
    expect(await updateRotationPolicy(ctx, { region, key, enabled: false })).toMatchObject({ nextRotationAt: null });
  });

  it("rests when the plan ends, and goes on at once when it is bought again (KEY-06, KEY-70)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { keyId: key } = await enable(ctx);
    await plan(accountId, "dkr-2", 30);
    await updateRotationPolicy(ctx, { region, key, enabled: true, rotationSeconds: 365 * DAY });
    world.clock.advance({ days: 400 });
    const worker = world.as({ kind: "system", job: "rotate-key" });
    const keyPk = await pkOf(key);
    const isDue = async () => (await findDueRotations(worker)).some(({ pk }) => pk === keyPk);
    expect(await isDue()).toBe(false);
    expect(await rotateKey(worker, { keyPk })).toBe(false);
    await plan(accountId, "dkr-2", 30);
    expect(await isDue()).toBe(true);
    expect(await rotateKey(worker, { keyPk })).toBe(true);
    expect(await describeKey(ctx, { region, key })).toMatchObject({ versions: [{}, {}], nextRotationAt: later(365) });
  });
});

describe("service keys", () => {
  it("are made when a product's default encryption is chosen, once, however often it is (KEY-02)", async () => {
    const { ctx, accountId } = await anAccount(world);
    const made = await Promise.all(Array.from({ length: 5 }, () => enableServiceKey(ctx, { region, product: "oss" })));
    expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
    expect(made[0]).toMatchObject({ kind: "Service", aliases: ["alias/acs/oss"], state: "Enabled", instanceId: null });
    const other = await enableServiceKey(ctx, { region: "ap-northeast-1", product: "oss" });
    expect(other.keyId).not.toBe(made[0]?.keyId);
    const events = await database.db.auditEvent.findMany({ where: { accountId, event: "EnableServiceKey" } });
    expect(events).toHaveLength(2);
  });

  it("are read-only for everybody, whoever calls, and cannot be deleted (FAQ-02, KEY-02, KEY-73)", async () => {
    const { ctx } = await anAccount(world);
    const { keyId: key } = await enableServiceKey(ctx, { region, product: "rds" });
    const named = { region, key };
    for (const caller of [ctx, { ...ctx, source: "ApiCall" } as const]) {
      for (const change of [
        () => disableKey(caller, named),
        () => enableKey(caller, named),
        () => scheduleKeyDeletion(caller, { ...named, windowDays: 30 }),
        () => cancelKeyDeletion(caller, named),
        () => tagKey(caller, { ...named, tags: [{ name: "a", value: "b" }] }),
        () => createAlias(caller, { ...named, alias: "alias/x" }),
        () => deleteAlias(caller, { region, alias: "alias/acs/rds" }),
        () => updateKeyDescription(caller, { ...named, description: "x" }),
        () => setDeletionProtection(caller, { ...named, enabled: true, why: "" }),
        () => updateRotationPolicy(caller, { ...named, enabled: true, rotationSeconds: 365 * DAY }),
      ]) {
        await expect(change()).rejects.toMatchObject({ code: "ServiceKeyReadOnly" });
      }
      const policy = setKeyPolicy.schema.parse({ ...named, policy: "{}" });
      await expect(setKeyPolicy(caller, policy)).rejects.toMatchObject({ code: "PolicyUnsupported" });
    }
    await expect(createAlias(ctx, { ...named, alias: "alias/acs/oss" })).rejects.toMatchObject({
      code: "InvalidAliasName",
    });
    expect(await describeKey(ctx, named)).toMatchObject({ state: "Enabled", tags: [], aliases: ["alias/acs/rds"] });
  });

  it("open and encrypt nothing for a caller (KEY-05)", async () => {
    const { ctx } = await anAccount(world);
    await enableServiceKey(ctx, { region, product: "ecs" });
    const refused = encrypt(ctx, { region, key: "alias/acs/ecs", plaintext: Buffer.from("x") });
    await expect(refused).rejects.toMatchObject({ code: "NoPermission" });
  });

  it("stand on the Default Keys tab and on no other, and take no alias of KEY-09 (KEY-30, KEY-91)", async () => {
    const { ctx } = await anAccount(world);
    const { keyId } = await enableServiceKey(ctx, { region, product: "oss" });
    await enable(ctx);
    const shown = await listDefaultKeys(ctx, { region });
    expect(shown.serviceKeys.map((key) => key.keyId)).toEqual([keyId]);
    expect(shown.defaultKey).not.toBeNull();
    const customer = listKeys.schema.parse({ region, filter: { kinds: ["Customer"] } });
    expect((await listKeys(ctx, customer)).total).toBe(0);
  });
});
