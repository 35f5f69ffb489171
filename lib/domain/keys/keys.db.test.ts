import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { countKeys } from "./count-keys";
import { createAlias } from "./create-alias";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { deleteAlias } from "./delete-alias";
import { describeKey } from "./describe-key";
import { destroyDueKey, findDueKeys } from "./destroy-key";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { encrypt } from "./encrypt";
import { generateDataKey, generateDataKeyWithoutPlaintext } from "./generate-data-key";
import { getKeyPolicy } from "./get-key-policy";
import { listAliases, listAliasesByKeyId } from "./list-aliases";
import { listKeys } from "./list-keys";
import { reEncrypt } from "./re-encrypt";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { setDeletionProtection } from "./set-deletion-protection";
import { listKeyTags, tagKey, untagKey } from "./tag-key";
import { updateAlias } from "./update-alias";
import { updateKeyDescription } from "./update-key-description";

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

/** An account that calls over the wire: it may change its 1.0 keys too (KEY-07). */
const overWire = async (): Promise<TestAccount & { ctx: Ctx }> => {
  const account = await anAccount(world);
  return { ...account, ctx: { ...account.ctx, source: "ApiCall" } };
};
const makeKey = (ctx: Ctx, more: object = {}) => createKey(ctx, createKey.schema.parse({ region, ...more }));
const policyOf = (ctx: Ctx, key: string) => getKeyPolicy(ctx, getKeyPolicy.schema.parse({ region, key }));
const events = (arn: string) =>
  database.sql<{ event: string; outcome: string; detail: Record<string, unknown>; source: string; actor: string }>(
    "SELECT event, outcome, detail, source, actor FROM audit_event WHERE resource = $1 ORDER BY xid::text::bigint",
    [arn],
  );
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
const enc = (ctx: Ctx, key: string, plaintext = "hello", context?: Record<string, string>) =>
  encrypt(ctx, { region, key, plaintext: Buffer.from(plaintext), context });

describe("creating a key", () => {
  it("in an instance: key- id of 25, version id of 36, Enabled, policy, one unit of quota (KEY-10, KEY-11, KEY-41, POL-01, POL-05, INS-08)", async () => {
    const { ctx, accountId } = await overWire();
    const instance = await anInstance(ctx);
    const key = await makeKey(ctx, { instanceId: instance.instanceId, description: "d", alias: "alias/a" });
    expect(key.keyId).toMatch(/^key-[a-z0-9]{21}$/);
    expect(key.primaryVersionId).toMatch(new RegExp(`^${key.keyId}-[a-z0-9]{10}$`));
    expect(key.primaryVersionId).toHaveLength(36);
    expect(key).toMatchObject({ state: "Enabled", spec: "Aliyun_AES_256", usage: "ENCRYPT_DECRYPT", accountId });
    expect(key).toMatchObject({ protectionLevel: "SOFTWARE", instanceId: instance.instanceId, aliases: ["alias/a"] });
    const { document } = await policyOf(ctx, "alias/a");
    expect(JSON.parse(document)).toMatchObject({
      Version: "1",
      Statement: [
        { Sid: "kms default key policy", Principal: { RAM: [`acs:ram::${accountId}:*`] }, Action: ["kms:*"] },
      ],
    });
    const [row] = await database.sql("SELECT key_versions_used FROM instance WHERE pk = $1", [instance.pk]);
    expect(row).toEqual({ key_versions_used: 1 });
    expect((await events(key.arn)).map(({ event }) => event)).toEqual(["CreateKey"]);
  });

  it("without an instance: a 1.0 key, UUIDs, no policy (decisions 3, KEY-10, POL-01)", async () => {
    const { ctx } = await overWire();
    const key = await makeKey(ctx);
    expect(key.keyId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(key.primaryVersionId).toHaveLength(36);
    expect(key.instanceId).toBeNull();
    await expect(policyOf(ctx, key.keyId)).rejects.toThrow("PolicyUnsupported");
  });

  it("goes to the default instance that the account set, and never past it (decisions 3, INS-51)", async () => {
    const { ctx, accountId } = await overWire();
    const instance = await anInstance(ctx, { enabled: false });
    await database.db.defaultInstance.create({ data: { accountId, region, instancePk: instance.pk } });
    await expect(makeKey(ctx)).rejects.toMatchObject({ code: "InstanceStateInvalid" });
    expect(await database.db.key.count({ where: { accountId } })).toBe(0);
  });

  it("refuses what no software key is, and writes nothing (KEY-20, KEY-27, KEY-32, KEY-33, KEY-72, KEY-73, KEY-83)", async () => {
    const { ctx, accountId } = await overWire();
    const refused = (more: object) => expect(makeKey(ctx, more)).rejects;
    await refused({ spec: "Aliyun_SM4" }).toMatchObject({ code: "UnsupportedKeySpec" });
    await refused({ spec: "EC_SM2" }).toMatchObject({ code: "UnsupportedKeySpec" });
    await refused({ spec: "EC_P256", usage: "ENCRYPT/DECRYPT" }).toMatchObject({ code: "InvalidParameter" });
    await refused({ spec: "EC_P256", rotationSeconds: 30 * 86_400 }).toMatchObject({ code: "RotationUnsupported" });
    await refused({ rotationSeconds: 6 * 86_400 }).toMatchObject({ code: "InvalidRotationInterval" });
    await refused({ origin: "external" }).toMatchObject({ code: "InvalidParameter" });
    await refused({ usage: "SIGN/VERIFY" }).toMatchObject({ code: "InvalidParameter" });
    await refused({ description: "x".repeat(8193) }).toMatchObject({ code: "DescriptionTooLong" });
    await refused({ tags: [{ name: "acs:x", value: "" }] }).toMatchObject({ code: "InvalidTags" });
    await refused({ alias: "alias/acs/oss" }).toMatchObject({ code: "InvalidAliasName" });
    await refused({ region: "moon-1" }).toMatchObject({ code: "InvalidRegion" });
    await refused({ instanceId: "kst-none" }).toMatchObject({ code: "InstanceNotFound" });
    expect(await database.db.key.count({ where: { accountId } })).toBe(0);
  });

  it("is refused when the instance's quota is full, however many ask at once (INS-08, INS-10)", async () => {
    const { ctx, accountId } = await overWire();
    const instance = await anInstance(ctx, { keyQuota: 3 });
    const asked = await Promise.allSettled(
      Array.from({ length: 6 }, () => makeKey(ctx, { instanceId: instance.instanceId })),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const one of asked) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "KeyQuotaExceeded" });
    }
    expect(await database.db.key.count({ where: { accountId } })).toBe(3);
  });

  it("is refused beyond 200 keys outside instances, and those past their due date do not count (KEY-09, KEY-51)", async () => {
    const { ctx, accountId } = await overWire();
    const first = await makeKey(ctx);
    await database.sql(
      `INSERT INTO key (pk, key_id, region, account_id, spec, usage, state, primary_version_id, created_at, last_rotated_at)
       SELECT gen_random_uuid(), gen_random_uuid()::text, region, account_id, spec, usage, state, gen_random_uuid()::text,
         created_at, last_rotated_at FROM key, generate_series(1, 199) WHERE key_id = $1`,
      [first.keyId],
    );
    await expect(makeKey(ctx)).rejects.toMatchObject({ code: "KeyQuotaExceeded" });
    await database.sql("UPDATE key SET state = 'PendingDeletion', delete_at = $2 WHERE key_id = $1", [
      first.keyId,
      world.clock.now(),
    ]);
    await expect(makeKey(ctx)).resolves.toMatchObject({ accountId });
    // Another region has its own quota.
    await expect(makeKey(ctx, { region: "ap-northeast-1" })).resolves.toMatchObject({ region: "ap-northeast-1" });
  });
});

describe("encrypting and decrypting", () => {
  it("round-trips by id, alias and ARN; the answer names the id (CRY-01, KEY-12, KEY-13)", async () => {
    const { ctx } = await overWire();
    const instance = await anInstance(ctx);
    const key = await makeKey(ctx, { instanceId: instance.instanceId, alias: "alias/a" });
    for (const name of [key.keyId, "alias/a", key.arn]) {
      const made = await enc(ctx, name, "hello");
      expect(made).toMatchObject({ keyId: key.keyId, keyVersionId: key.primaryVersionId });
      expect(made.blob.subarray(0, 36).toString()).toBe(key.primaryVersionId);
      const opened = await decrypt(ctx, { region, blob: made.blob });
      expect(text(opened.plaintext)).toBe("hello");
      expect(opened).toMatchObject({ keyId: key.keyId, keyVersionId: key.primaryVersionId });
    }
    const names = (await events(key.arn)).map(({ event }) => event);
    expect(names).toEqual(["CreateKey", "Encrypt", "Decrypt", "Encrypt", "Decrypt", "Encrypt", "Decrypt"]);
  });

  it("takes 6,144 bytes and refuses 6,145 (CRY-01)", async () => {
    const { ctx } = await overWire();
    const { keyId } = await makeKey(ctx);
    await expect(enc(ctx, keyId, "x".repeat(6144))).resolves.toBeDefined();
    await expect(enc(ctx, keyId, "x".repeat(6145))).rejects.toMatchObject({ code: "PlaintextTooLong" });
  });

  it("binds the context, whatever its order (CRY-03, S3)", async () => {
    const { ctx } = await overWire();
    const { keyId } = await makeKey(ctx);
    const { blob } = await enc(ctx, keyId, "hello", { a: "1", b: "2" });
    expect(text((await decrypt(ctx, { region, blob, context: { b: "2", a: "1" } })).plaintext)).toBe("hello");
    const wrong: (Record<string, string> | undefined)[] = [
      undefined,
      {},
      { a: "1" },
      { a: "2", b: "1" },
      { a: "1", b: "2", c: "" },
      { A: "1", b: "2" },
    ];
    for (const context of wrong) {
      await expect(decrypt(ctx, { region, blob, context })).rejects.toMatchObject({ code: "InvalidCiphertext" });
    }
  });

  it("gives one refusal for every damage behind the version id (S11)", async () => {
    const { ctx } = await overWire();
    const { keyId } = await makeKey(ctx);
    const { blob } = await enc(ctx, keyId, "hello world");
    const damaged = [36, 37, 68, 69, 100, 101, blob.length - 17, blob.length - 16, blob.length - 1].map((at) => {
      const copy = Buffer.from(blob);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      return copy;
    });
    const cut = [36, 37, 100, 116, blob.length - 1].map((length) => blob.subarray(0, length));
    const tail = Buffer.concat([blob, Buffer.of(0)]);
    for (const bad of [...damaged, ...cut, tail, Buffer.alloc(0), Buffer.alloc(200)]) {
      const error = await decrypt(ctx, { region, blob: bad }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "InvalidCiphertext", params: {} });
    }
  });

  it("answers alike for a version that is unknown, another account's, or in another region (POL-25)", async () => {
    const { ctx } = await overWire();
    const stranger = await overWire();
    const { keyId } = await makeKey(ctx);
    const { blob } = await enc(ctx, keyId);
    const unknown = Buffer.concat([Buffer.from("x".repeat(36)), blob.subarray(36)]);
    const asked = [
      () => decrypt(stranger.ctx, { region, blob }),
      () => decrypt(ctx, { region: "ap-northeast-1", blob }),
      () => decrypt(ctx, { region, blob: unknown }),
    ];
    for (const call of asked) await expect(call()).rejects.toMatchObject({ code: "KeyNotFound", params: {} });
    await expect(enc(stranger.ctx, keyId)).rejects.toMatchObject({ code: "KeyNotFound" });
    await expect(disableKey(stranger.ctx, { region, key: keyId })).rejects.toMatchObject({ code: "KeyNotFound" });
  });

  it("is described without its policy: that is another permission", async () => {
    const account = await anAccount(world);
    const { keyId } = await aKey(account.ctx, { instance: await anInstance(account.ctx) });
    const user = await aRamUser(world, account, {
      statements: [
        { Effect: "Allow", Action: "kms:*", Resource: "*" },
        { Effect: "Deny", Action: "kms:GetKeyPolicy", Resource: "*" },
      ],
    });
    await expect(policyOf(user.ctx, keyId)).rejects.toMatchObject({ code: "NoPermission" });
    const described = await describeKey(user.ctx, { region, key: keyId });
    expect(Object.entries(described).filter(([, value]) => String(value).includes("Statement"))).toEqual([]);
  });

  it("does not tell a user which of the account's keys a ciphertext is of, nor whether of any (POL-25)", async () => {
    const account = await overWire();
    const { keyId } = await makeKey(account.ctx);
    const { blob } = await enc(account.ctx, keyId);
    const unknown = Buffer.concat([Buffer.from("x".repeat(36)), blob.subarray(36)]);
    const user = await aRamUser(world, account);
    const told = (work: Promise<unknown>) => work.catch(({ code, params }) => ({ code, params }));
    const ofUnknown = await told(decrypt(user.ctx, { region, blob: unknown }));
    expect(ofUnknown).toMatchObject({ code: "NoPermission" });
    expect(await told(decrypt(user.ctx, { region, blob }))).toEqual(ofUnknown);
  });

  it("generates data keys of the lengths asked for (CRY-04)", async () => {
    const { ctx } = await overWire();
    const { keyId: key } = await makeKey(ctx);
    const made = async (more: object) => {
      const dataKey = await generateDataKey(ctx, generateDataKey.schema.parse({ region, key, ...more }));
      const opened = await decrypt(ctx, { region, blob: dataKey.blob });
      expect(opened.plaintext.equals(dataKey.plaintext)).toBe(true);
      return dataKey.plaintext.length;
    };
    expect(await made({})).toBe(32);
    expect(await made({ spec: "AES_128" })).toBe(16);
    expect(await made({ spec: "AES_128", bytes: 1024 })).toBe(1024);
    await expect(made({ bytes: 0 })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(made({ bytes: 1025 })).rejects.toMatchObject({ code: "InvalidParameter" });
    const sealed = await generateDataKeyWithoutPlaintext(ctx, { region, key, spec: "AES_256" });
    expect(Object.keys(sealed).sort()).toEqual(["blob", "keyId", "keyVersionId"]);
    expect((await decrypt(ctx, { region, blob: sealed.blob })).plaintext).toHaveLength(32);
  });

  it("moves a ciphertext to another key (KEY-42)", async () => {
    const { ctx } = await overWire();
    const [from, to] = [await makeKey(ctx), await makeKey(ctx)];
    const { blob } = await enc(ctx, from.keyId, "hello", { a: "1" });
    const moved = await reEncrypt(ctx, { region, blob, sourceContext: { a: "1" }, key: to.keyId });
    expect(moved.keyId).toBe(to.keyId);
    await disableKey(ctx, { region, key: from.keyId });
    expect(text((await decrypt(ctx, { region, blob: moved.blob })).plaintext)).toBe("hello");
    await expect(reEncrypt(ctx, { region, blob, sourceContext: { a: "1" }, key: to.keyId })).rejects.toMatchObject({
      code: "KeyDisabled",
    });
  });

  it("keeps every byte of material and probe: 0..255 in every place, any length (P30)", async () => {
    const { ctx } = await overWire();
    const { keyId } = await makeKey(ctx);
    const all = Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256));
    for (const length of [0, 1, 255, 256, 257, 4096]) {
      const plaintext = all.subarray(0, length);
      const { blob } = await encrypt(ctx, { region, key: keyId, plaintext });
      expect((await decrypt(ctx, { region, blob })).plaintext.equals(plaintext)).toBe(true);
    }
    const [types] = await database.sql(
      "SELECT count(*)::int AS n FROM information_schema.columns WHERE (column_name IN ('sealed', 'probe', 'blob', 'secret_sealed')) AND data_type <> 'bytea'",
    );
    expect(types).toEqual({ n: 0 });
  });
});

describe("the life of a key", () => {
  it("refuses use while disabled or pending deletion and works again afterwards (KEY-42, KEY-44, KEY-54)", async () => {
    const { ctx } = await overWire();
    const instance = await anInstance(ctx);
    const { keyId: key, arn } = await aKey(ctx, { instance, state: "Disabled" });
    await expect(enc(ctx, key)).rejects.toMatchObject({ code: "KeyDisabled" });
    const pending = await scheduleKeyDeletion(ctx, { region, key, windowDays: 7 });
    expect(pending).toMatchObject({ state: "PendingDeletion" });
    expect(pending.deleteAt?.getTime()).toBe(world.clock.now().getTime() + 7 * 86_400_000);
    await expect(enc(ctx, key)).rejects.toMatchObject({ code: "KeyPendingDeletion" });
    await expect(enableKey(ctx, { region, key })).rejects.toMatchObject({
      code: "KeyStateForbids",
      params: { state: "PendingDeletion" },
    });
    // Enabled, even though it was Disabled before (KEY-44).
    expect(await cancelKeyDeletion(ctx, { region, key })).toMatchObject({ state: "Enabled", deleteAt: null });
    await expect(enc(ctx, key)).resolves.toBeDefined();
    await expect(cancelKeyDeletion(ctx, { region, key })).rejects.toMatchObject({ code: "KeyStateForbids" });
    expect((await events(arn)).map(({ event }) => event)).toEqual([
      "CreateKey",
      "DisableKey",
      "ScheduleKeyDeletion",
      "CancelKeyDeletion",
      "Encrypt",
    ]);
  });

  it.each([6, 367, 7.5, Number.NaN])("refuses a window of %s days (KEY-50)", async (windowDays) => {
    const { ctx } = await overWire();
    const { keyId: key } = await makeKey(ctx);
    await expect(scheduleKeyDeletion(ctx, { region, key, windowDays })).rejects.toMatchObject({
      code: "InvalidDeletionWindow",
      params: { minimum: 7, maximum: 366 },
    });
    expect((await describeKey(ctx, { region, key })).state).toBe("Enabled");
  });

  it("is protected from deletion while protection is on (KEY-46, KEY-56)", async () => {
    const { ctx } = await overWire();
    const { keyId: key } = await makeKey(ctx);
    const on = await setDeletionProtection(ctx, { region, key, enabled: true, why: "prod" });
    expect(on).toMatchObject({ deletionProtection: true, deletionProtectionWhy: "prod" });
    const schedule = () => scheduleKeyDeletion(ctx, { region, key, windowDays: 366 });
    await expect(schedule()).rejects.toMatchObject({ code: "KeyDeletionProtected" });
    await setDeletionProtection(ctx, { region, key, enabled: false, why: "" });
    await expect(schedule()).resolves.toMatchObject({ state: "PendingDeletion" });
    await expect(setDeletionProtection(ctx, { region, key, enabled: true, why: "" })).rejects.toMatchObject({
      code: "KeyStateForbids",
    });
  });

  it("is gone from its due date on, before the worker comes; then material, names and quota go (KEY-51, KEY-59)", async () => {
    const local = testWorld(database.db, { clock: undefined });
    const account = await anAccount(local);
    const ctx: Ctx = { ...account.ctx, source: "ApiCall" };
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance, alias: "alias/gone", tags: [{ name: "a", value: "b" }] });
    const { blob } = await enc(ctx, key.keyId);
    await scheduleKeyDeletion(ctx, { region, key: key.keyId, windowDays: 7 });
    const worker = local.as({ kind: "system", job: "destroy-keys" }, { source: "AliyunServiceEvent" });
    const row = await database.db.key.findUniqueOrThrow({ where: { region_keyId: { region, keyId: key.keyId } } });

    local.clock.advance({ days: 7, seconds: -1 });
    expect(await destroyDueKey(worker, { keyPk: row.pk })).toBe(false);
    await expect(describeKey(ctx, { region, key: key.keyId })).resolves.toMatchObject({ state: "PendingDeletion" });

    local.clock.advance({ seconds: 1 });
    const gone = { code: "KeyNotFound" };
    await expect(describeKey(ctx, { region, key: key.keyId })).rejects.toMatchObject(gone);
    await expect(decrypt(ctx, { region, blob })).rejects.toMatchObject(gone);
    await expect(cancelKeyDeletion(ctx, { region, key: key.keyId })).rejects.toMatchObject(gone);
    expect((await listKeys(ctx, listKeys.schema.parse({ region }))).rows).toEqual([]);
    expect((await listAliases(ctx, listAliases.schema.parse({ region }))).total).toBe(0);

    expect((await findDueKeys(worker)).map(({ pk }) => pk)).toContain(row.pk);
    await expect(destroyDueKey(ctx, { keyPk: row.pk })).rejects.toMatchObject({ code: "NoPermission" });
    expect(await destroyDueKey(worker, { keyPk: row.pk })).toBe(true);
    expect(await destroyDueKey(worker, { keyPk: row.pk })).toBe(false);
    const [left] = await database.sql(
      `SELECT (SELECT count(*) FROM key_version WHERE key_pk = $1)::int AS versions,
         (SELECT count(*) FROM alias WHERE key_pk = $1)::int AS aliases,
         (SELECT count(*) FROM key_material m LEFT JOIN key_version v ON v.pk = m.version_pk WHERE v.pk IS NULL)::int AS orphans,
         (SELECT count(*) FROM retired_id WHERE id IN ($2, $3))::int AS retired,
         (SELECT key_versions_used FROM instance WHERE pk = $4) AS used`,
      [row.pk, key.keyId, key.primaryVersionId, instance.pk],
    );
    expect(left).toEqual({ versions: 0, aliases: 0, orphans: 0, retired: 2, used: 0 });
    const last = (await events(key.arn)).at(-1);
    expect(last).toMatchObject({ event: "DeleteKey", source: "AliyunServiceEvent", actor: "job:destroy-keys" });
  });

  it("is only shown by the 3.0 console when it is a 1.0 key (KEY-07)", async () => {
    const account = await anAccount(world);
    const { keyId: key } = await makeKey(account.ctx);
    for (const change of [
      () => disableKey(account.ctx, { region, key }),
      () => scheduleKeyDeletion(account.ctx, { region, key, windowDays: 7 }),
      () => createAlias(account.ctx, { region, key, alias: "alias/x" }),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: "KeyReadOnly" });
    }
    await expect(describeKey(account.ctx, { region, key })).resolves.toMatchObject({ state: "Enabled" });
  });

  it("takes a new description, up to 8,192 characters (KEY-32)", async () => {
    const { ctx } = await overWire();
    const { keyId: key } = await makeKey(ctx);
    const description = "é".repeat(8192);
    expect(await updateKeyDescription(ctx, { region, key, description })).toMatchObject({ description });
    await expect(updateKeyDescription(ctx, { region, key, description: `${description}x` })).rejects.toMatchObject({
      code: "DescriptionTooLong",
    });
  });

  it("in an expired instance is Unavailable: no use, no change, but a deletion can be cancelled (KEY-43, INS-62)", async () => {
    const local = testWorld(database.db);
    const { ctx } = await anAccount(local);
    const instance = await anInstance(ctx, { chargeType: "PREPAY", months: 1 });
    const [used, pending] = [await aKey(ctx, { instance }), await aKey(ctx, { instance, state: "PendingDeletion" })];
    await database.db.key.updateMany({ where: { keyId: pending.keyId }, data: { deleteAt: new Date("2027-11-22") } });
    local.clock.advance({ days: 40 });
    expect(await describeKey(ctx, { region, key: used.keyId })).toMatchObject({
      state: "Unavailable",
      allowed: expect.not.arrayContaining(["Encrypt"]),
    });
    await expect(enc(ctx, used.keyId)).rejects.toMatchObject({ code: "InstanceUnavailable" });
    await expect(disableKey(ctx, { region, key: used.keyId })).rejects.toMatchObject({ code: "InstanceUnavailable" });
    const states = async (state: "Unavailable" | "Enabled") =>
      (await listKeys(ctx, listKeys.schema.parse({ region, filter: { states: [state] } }))).total;
    expect([await states("Unavailable"), await states("Enabled")]).toEqual([2, 0]);
    await expect(cancelKeyDeletion(ctx, { region, key: pending.keyId })).resolves.toMatchObject({ deleteAt: null });
  });
});

describe("aliases and tags", () => {
  it("are unique, rebind, and leave without their key (KEY-80..82)", async () => {
    const { ctx } = await overWire();
    const [first, second] = [await makeKey(ctx), await makeKey(ctx)];
    const alias = "alias/app/prod_1-a";
    await createAlias(ctx, { region, alias, key: first.keyId });
    await expect(createAlias(ctx, { region, alias, key: second.keyId })).rejects.toMatchObject({ code: "AliasExists" });
    await updateAlias(ctx, { region, alias, key: second.keyId });
    expect((await enc(ctx, alias)).keyId).toBe(second.keyId);
    expect(
      (await listAliasesByKeyId(ctx, listAliasesByKeyId.schema.parse({ region, key: second.keyId }))).rows,
    ).toEqual([{ name: alias, arn: expect.stringMatching(/:alias\/app\/prod_1-a$/), keyId: second.keyId }]);
    await deleteAlias(ctx, { region, alias });
    await expect(enc(ctx, alias)).rejects.toMatchObject({ code: "AliasNotFound" });
    await expect(deleteAlias(ctx, { region, alias })).rejects.toMatchObject({ code: "AliasNotFound" });
    await expect(describeKey(ctx, { region, key: second.keyId })).resolves.toMatchObject({ aliases: [] });
  });

  it.each(["a", "alias/", "alias/a b", "alias/acs/x", `alias/${"x".repeat(256)}`, "alias/é"])(
    "refuse the name %s (KEY-80, KEY-81)",
    async (alias) => {
      const { ctx } = await overWire();
      const { keyId: key } = await makeKey(ctx);
      await expect(createAlias(ctx, { region, alias, key })).rejects.toMatchObject({ code: "InvalidAliasName" });
    },
  );

  it("name no key for calls that change it (KEY-12)", async () => {
    const { ctx } = await overWire();
    await makeKey(ctx, { alias: "alias/a" });
    await expect(disableKey(ctx, { region, key: "alias/a" })).rejects.toMatchObject({ code: "UnsupportedAlias" });
  });

  it("hold at most 20 pairs, replacing those of one name (KEY-83)", async () => {
    const { ctx } = await overWire();
    const { keyId: key } = await makeKey(ctx, { tags: [{ name: "t0", value: "old" }] });
    const many = Array.from({ length: 20 }, (_, at) => ({ name: `t${at}`, value: `${at}` }));
    await tagKey(ctx, { region, key, tags: many });
    expect((await listKeyTags(ctx, { region, key })).tags).toHaveLength(20);
    await expect(tagKey(ctx, { region, key, tags: [{ name: "t20", value: "" }] })).rejects.toMatchObject({
      code: "InvalidTags",
    });
    await untagKey(ctx, { region, key, names: many.slice(1).map(({ name }) => name) });
    expect((await listKeyTags(ctx, { region, key })).tags).toEqual([{ name: "t0", value: "0" }]);
  });
});

describe("lists and counts", () => {
  it("walk by number and by cursor over the same rows, newest first, with filters (GEN-07, KEY-94, decisions 18)", async () => {
    const { ctx } = await overWire();
    const instance = await anInstance(ctx);
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) {
      const key = await aKey(ctx, {
        instance: at % 2 === 0 ? instance : undefined,
        alias: `alias/list-${at}`,
        state: at === 4 ? "Disabled" : "Enabled",
      });
      ids.unshift(key.keyId);
    }
    const list = (more: object) => listKeys(ctx, listKeys.schema.parse({ region, ...more }));
    const idsOf = async (more: object) => (await list(more)).rows.map((row) => row.keyId).sort();
    const byNumber = [await list({ page: { size: 2 } }), await list({ page: { size: 2, number: 3 } })];
    expect(byNumber.map((page) => page.rows.length)).toEqual([2, 1]);
    expect(byNumber[0]?.total).toBe(5);
    const walked: string[] = [];
    let after: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ page: { size: 2, after } });
      walked.push(...page.rows.map((row) => row.keyId));
      after = page.next ?? undefined;
    } while (after);
    expect([...walked].sort()).toEqual([...ids].sort());
    expect(new Set(walked).size).toBe(5);
    expect(await idsOf({ filter: { states: ["Disabled"] } })).toEqual([ids[0]]);
    expect(await idsOf({ filter: { states: ["Disabled", "Enabled"], aliases: ["list-1"] } })).toEqual([ids[3]]);
    expect(await idsOf({ filter: { instanceIds: [instance.instanceId] } })).toHaveLength(3);
    expect(await idsOf({ classic: false })).toHaveLength(3);
    expect(await idsOf({ filter: { search: "list-2" } })).toEqual([ids[2]]);
    expect(await idsOf({ filter: { search: "list_2" } })).toEqual([]); // an underscore is itself, no wildcard
    expect(await idsOf({ filter: { search: ids[1] } })).toEqual([ids[1]]);
    expect(await idsOf({ region: "ap-northeast-1" })).toEqual([]);
    expect(await list({ filter: { creatorTypes: ["Service"] } })).toMatchObject({ total: 0, rows: [], next: null });
  });

  it("say how many keys no enabled backup covers (decisions 3)", async () => {
    const { ctx } = await overWire();
    const instance = await anInstance(ctx);
    await aKey(ctx, { instance });
    await aKey(ctx, { instance, state: "Disabled" });
    await aKey(ctx);
    expect(await countKeys(ctx, { region })).toEqual({ total: 3, pendingDeletion: 0, disabled: 1, inNoBackup: 1 });
    await database.sql("UPDATE backup SET state = 'Expired' WHERE instance_pk = $1", [instance.pk]);
    expect(await countKeys(ctx, { region })).toMatchObject({ inNoBackup: 3 });
  });
});
