import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { createAlias } from "../keys/create-alias";
import { createKey } from "../keys/create-key";
import { deleteAlias } from "../keys/delete-alias";
import { encrypt } from "../keys/encrypt";
import { getKeyPolicy } from "../keys/get-key-policy";
import { reEncrypt } from "../keys/re-encrypt";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { setKeyPolicy } from "../keys/set-key-policy";
import { updateAlias } from "../keys/update-alias";
import { createSecret } from "../secrets/create-secret";
import { deleteSecret } from "../secrets/delete-secret";
import { getSecretPolicy } from "../secrets/get-secret-policy";
import { getSecretValue } from "../secrets/get-secret-value";
import { putSecretValue } from "../secrets/put-secret-value";
import { setSecretPolicy } from "../secrets/set-secret-policy";
import { policyFromForm } from "./policy-form";

const region = "cn-hangzhou";
let base: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let stranger: TestAccount;
let instanceId: string;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  [account, stranger] = [await anAccount(world), await anAccount(world)];
  ({ instanceId } = await anInstance(account.ctx));
});
afterAll(() => base.close());

const newKey = (wishes: { alias?: string } = {}) => aKey(account.ctx, { instance: { instanceId }, ...wishes });
const newSecret = async () => aSecret(account.ctx, { instance: { instanceId }, encryptionKey: (await newKey()).keyId });
const getKey = (ctx: Ctx, key: string) => getKeyPolicy(ctx, getKeyPolicy.schema.parse({ region, key }));
const setKey = (ctx: Ctx, key: string, policy: unknown, more = {}) =>
  setKeyPolicy(ctx, setKeyPolicy.schema.parse({ region, key, policy, ...more }));
const setSecret = (ctx: Ctx, secret: string, policy: unknown, more = {}) =>
  setSecretPolicy(ctx, setSecretPolicy.schema.parse({ region, secret, policy, ...more }));
const statement = (RAM: string[], Action: string[], more = {}) => ({
  Effect: "Allow",
  Principal: { RAM },
  Action,
  Resource: ["*"],
  ...more,
});
const documentOf = (...statements: unknown[]) => JSON.stringify({ Version: "1", Statement: statements }, null, 1);
const whole = ({ accountId }: TestAccount) => `acs:ram::${accountId}:*`;
const refused = (code: string, params: Record<string, string> = {}) =>
  expect.objectContaining({ code, ...(Object.keys(params).length > 0 && { params: expect.objectContaining(params) }) });

describe("the policy of a key", () => {
  it("is the default one at first, byte for byte, and a form with empty lists (POL-05)", async () => {
    const { keyId } = await newKey();
    const view = await getKey(account.ctx, keyId);
    expect(view.document).toBe(policyFromForm("key", { creatorAccountId: account.accountId }));
    expect(view.form).toEqual({ administrators: [], users: [], crossAccountUsers: [] });
  });

  it("is given back as it was set, lets in whom it names at once, and moves the key's revision (POL-15)", async () => {
    const { keyId } = await newKey();
    const user = await aRamUser(world, account);
    const input = { region, key: keyId, plaintext: Buffer.from("x") };
    await expect(encrypt(user.ctx, input)).rejects.toEqual(refused("NoPermission"));
    const before = await getKey(account.ctx, keyId);
    const document = documentOf(statement([user.arn], ["kms:Encrypt"]));
    await setKey(account.ctx, keyId, document, { revision: before.revision });
    const after = await getKey(account.ctx, keyId);
    expect([after.document, after.form]).toEqual([document, null]);
    expect(after.revision).toBeGreaterThan(before.revision);
    await expect(encrypt(user.ctx, input)).resolves.toMatchObject({ keyId });
    const event = await account.ctx.db.auditEvent.findFirstOrThrow({ where: { event: "SetKeyPolicy" } });
    expect(event).toMatchObject({ outcome: "Success", resource: expect.stringContaining(keyId) });
  });

  it("can be set as the console's lists, where POL-18 holds", async () => {
    const { keyId } = await newKey();
    const user = await aRamUser(world, account);
    const form = { administrators: [], users: [user.arn], crossAccountUsers: [whole(stranger)] };
    await setKey(account.ctx, keyId, form);
    expect((await getKey(account.ctx, keyId)).form).toEqual(form);
    const foreign = { ...form, administrators: [`acs:ram::${stranger.accountId}:user/x`] };
    const problem = { at: "administrators[0]", problem: "PrincipalElsewhere" };
    await expect(setKey(account.ctx, keyId, foreign)).rejects.toEqual(refused("InvalidPolicy", problem));
  });

  it("asks for step-up also where it comes with a new key or secret: it lets others in (S36)", async () => {
    const { actor } = account.ctx;
    if (actor.kind !== "person") throw new Error("a root signs in as a person");
    const stale: Ctx = { ...account.ctx, actor: { ...actor, steppedUp: false } };
    const policy = documentOf(statement([whole(account), whole(stranger)], ["kms:*"]));
    const key = (more: object) => createKey(stale, createKey.schema.parse({ region, instanceId, ...more }));
    await expect(key({})).resolves.toMatchObject({ state: "Enabled" });
    await expect(key({ policy })).rejects.toEqual(refused("StepUpRequired"));
    const { keyId } = await newKey();
    const wish = { region, instanceId, encryptionKey: keyId, name: "stepped-up", dataType: "text", secretData: "x" };
    await expect(createSecret(stale, createSecret.schema.parse({ ...wish, policy }))).rejects.toEqual(
      refused("StepUpRequired"),
    );
  });

  it("of two who saw the same policy the second is refused, and of two at once one", async () => {
    const { keyId } = await newKey();
    const { revision } = await getKey(account.ctx, keyId);
    const first = documentOf(statement([whole(account)], ["kms:*"], { Sid: "first" }));
    await setKey(account.ctx, keyId, first, { revision });
    const second = documentOf(statement([whole(account)], ["kms:*"], { Sid: "second" }));
    await expect(setKey(account.ctx, keyId, second, { revision })).rejects.toEqual(refused("ChangedMeanwhile"));
    expect((await getKey(account.ctx, keyId)).document).toBe(first);
    const now = (await getKey(account.ctx, keyId)).revision;
    const outcomes = await Promise.allSettled([
      setKey(account.ctx, keyId, first, { revision: now }),
      setKey(account.ctx, keyId, second, { revision: now }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it.each([
    ["for all", {}],
    ["from a date on", { Condition: { DateGreaterThan: { "acs:CurrentTime": "2100-01-01T00:00:00Z" } } }],
    ["for all who come from no VPC", { Condition: { StringNotEquals: { "acs:SourceVpc": "vpc-1" } } }],
  ])("is refused when it denies %s the root to set it again (P24)", async (_what, more) => {
    const { keyId } = await newKey();
    const before = await getKey(account.ctx, keyId);
    const deny = { ...statement([whole(account)], ["kms:Set*"], more), Effect: "Deny" };
    const locked = refused("PolicyLocksOut", { action: "kms:SetKeyPolicy" });
    await expect(setKey(account.ctx, keyId, documentOf(deny))).rejects.toEqual(locked);
    expect(await getKey(account.ctx, keyId)).toEqual(before);
    const made = createKey.schema.parse({ region, instanceId, policy: documentOf(deny) });
    await expect(createKey(account.ctx, made)).rejects.toEqual(locked);
  });

  it("may deny the root everything else", async () => {
    const { keyId } = await newKey();
    const deny = { ...statement([whole(account)], ["kms:Encrypt"]), Effect: "Deny" };
    await setKey(account.ctx, keyId, documentOf(deny));
    const input = { region, key: keyId, plaintext: Buffer.from("x") };
    await expect(encrypt(account.ctx, input)).rejects.toEqual(refused("NoPermission"));
    await setKey(account.ctx, keyId, { administrators: [], users: [], crossAccountUsers: [] });
    await expect(encrypt(account.ctx, input)).resolves.toMatchObject({ keyId });
  });

  it("is only for keys in instances, called default, set by id, with step-up, and not on the way out", async () => {
    const { keyId } = await newKey({ alias: "alias/policies" });
    const { keyId: classic } = await aKey(account.ctx);
    const good = policyFromForm("key", { creatorAccountId: account.accountId });
    for (const ctx of [account.ctx, { ...account.ctx, source: "ApiCall" } as const]) {
      await expect(getKey(ctx, classic)).rejects.toEqual(refused("PolicyUnsupported"));
      await expect(setKey(ctx, classic, good)).rejects.toEqual(refused("PolicyUnsupported"));
    }
    const policy = good;
    await expect(createKey(account.ctx, createKey.schema.parse({ region, policy }))).rejects.toEqual(
      refused("PolicyUnsupported"),
    );
    const named = getKeyPolicy.schema.parse({ region, key: keyId, policyName: "other" });
    await expect(getKeyPolicy(account.ctx, named)).rejects.toEqual(refused("PolicyNotFound"));
    await expect(setKey(account.ctx, "alias/policies", good)).rejects.toEqual(refused("UnsupportedAlias"));
    const { actor } = account.ctx;
    if (actor.kind !== "person") throw new Error("a person");
    const stale = world.as({ ...actor, steppedUp: false });
    await expect(setKey(stale, keyId, good)).rejects.toEqual(refused("StepUpRequired"));
    await expect(setKey(account.ctx, keyId, "{}")).rejects.toEqual(refused("InvalidPolicy"));
    await scheduleKeyDeletion(account.ctx, { region, key: keyId, windowDays: 7 });
    await expect(setKey(account.ctx, keyId, good)).rejects.toEqual(refused("KeyPendingDeletion"));
    expect((await getKey(account.ctx, keyId)).document).toBe(good);
  });

  it("given at creation stands from the first moment", async () => {
    const policy = documentOf(statement([whole(account), whole(stranger)], ["kms:*"]));
    const made = await createKey(account.ctx, createKey.schema.parse({ region, instanceId, policy }));
    expect((await getKey(account.ctx, made.keyId)).document).toBe(policy);
  });
});

describe("a policy that comes with something new", () => {
  it("asks for what setting it later would: a Deny of that is not gone around (POL-15)", async () => {
    const { keyId: encryptionKey } = await newKey();
    const policy = documentOf(statement([whole(account), whole(stranger)], ["kms:*"]));
    const all = { Effect: "Allow" as const, Action: "kms:*", Resource: "*" };
    const deny = { ...all, Effect: "Deny" as const, Action: "kms:Set*Policy" };
    const user = await aRamUser(world, account, { statements: [all, deny] });
    const key = { region, instanceId };
    const secret = { region, name: "with-a-policy", encryptionKey, secretData: "x" };
    await expect(createKey(user.ctx, createKey.schema.parse({ ...key, policy }))).rejects.toEqual(
      refused("NoPermission", { action: "kms:SetKeyPolicy" }),
    );
    await expect(createSecret(user.ctx, createSecret.schema.parse({ ...secret, policy }))).rejects.toEqual(
      refused("NoPermission", { action: "kms:SetSecretPolicy" }),
    );
    await expect(createKey(user.ctx, createKey.schema.parse(key))).resolves.toMatchObject({ state: "Enabled" });
    await expect(createSecret(user.ctx, createSecret.schema.parse(secret))).resolves.toMatchObject({ versionId: "v1" });
  });
});

describe("the policy of a secret", () => {
  it("is the default one, can be set and given at creation, and locks nobody out", async () => {
    const { name } = await newSecret();
    const get = (secret: string) => getSecretPolicy(account.ctx, getSecretPolicy.schema.parse({ region, secret }));
    const first = await get(name);
    expect(first.document).toBe(policyFromForm("secret", { creatorAccountId: account.accountId }));
    const user = await aRamUser(world, account);
    const form = { administrators: [user.arn], users: [], crossAccountUsers: [] };
    await setSecret(account.ctx, name, form, { revision: first.revision });
    expect((await get(name)).form).toEqual(form);
    await expect(setSecret(account.ctx, name, form, { revision: first.revision })).rejects.toEqual(
      refused("ChangedMeanwhile"),
    );
    // POL-26: he manages it and does not read it.
    await expect(getSecretValue(user.ctx, { region, secret: name })).rejects.toEqual(refused("NoPermission"));
    await expect(setSecret(user.ctx, name, form)).resolves.toBeUndefined();
    const deny = documentOf({ ...statement([whole(account)], ["kms:*"]), Effect: "Deny" });
    await expect(setSecret(account.ctx, name, deny)).rejects.toEqual(refused("PolicyLocksOut"));
    const { keyId: encryptionKey } = await newKey();
    const policy = documentOf(statement([whole(account)], ["kms:*"]));
    const input = { region, name: "policies-made", encryptionKey, secretData: "x", policy };
    await createSecret(account.ctx, createSecret.schema.parse(input));
    expect((await get("policies-made")).document).toBe(policy);
    await deleteSecret(account.ctx, deleteSecret.schema.parse({ region, secret: name, recoveryWindowDays: 7 }));
    await expect(setSecret(account.ctx, name, form)).rejects.toEqual(refused("SecretInDeleteWindow"));
    expect((await get(name)).form).toEqual(form);
  });

  it("reading a value needs Decrypt on its key, storing one GenerateDataKey (ACC-06)", async () => {
    const { name, encryptionKeyId } = await newSecret();
    const user = await aRamUser(world, account);
    await setSecret(account.ctx, name, documentOf(statement([user.arn], ["kms:GetSecretValue", "kms:PutSecretValue"])));
    const read = () => getSecretValue(user.ctx, { region, secret: name });
    const put = (versionId: string) =>
      putSecretValue(user.ctx, putSecretValue.schema.parse({ region, secret: name, versionId, secretData: "y" }));
    await expect(read()).rejects.toEqual(refused("NoPermission", { action: "kms:Decrypt" }));
    await expect(put("v2")).rejects.toEqual(refused("NoPermission", { action: "kms:GenerateDataKey" }));
    await setKey(account.ctx, encryptionKeyId, documentOf(statement([user.arn], ["kms:Decrypt"])));
    await expect(read()).resolves.toMatchObject({ versionId: "v1" });
    await expect(put("v2")).rejects.toEqual(refused("NoPermission", { action: "kms:GenerateDataKey" }));
    await setKey(account.ctx, encryptionKeyId, documentOf(statement([user.arn], ["kms:GenerateDataKey"])));
    await expect(put("v2")).resolves.toMatchObject({ versionId: "v2" });
    await expect(read()).rejects.toEqual(refused("NoPermission", { action: "kms:Decrypt" }));
  });
});

describe("who else", () => {
  it("another account gets in by its ARN with policy and RAM, and sees nothing without (POL-16, POL-25)", async () => {
    const { keyId, arn } = await newKey();
    const user = await aRamUser(world, stranger);
    const input = { region, key: arn, plaintext: Buffer.from("x") };
    await expect(encrypt(stranger.ctx, input)).rejects.toEqual(refused("KeyNotFound"));
    await expect(encrypt(user.ctx, input)).rejects.toEqual(refused("NoPermission"));
    await setKey(account.ctx, keyId, { administrators: [], users: [], crossAccountUsers: [user.arn] });
    await expect(encrypt(user.ctx, input)).rejects.toEqual(refused("NoPermission"));
    await expect(encrypt(stranger.ctx, input)).rejects.toEqual(refused("NoPermission"));
    const granted = await aRamUser(world, stranger, { policies: ["AliyunKMSCryptoUserAccess"] });
    await setKey(account.ctx, keyId, { administrators: [], users: [], crossAccountUsers: [granted.arn] });
    await expect(encrypt(granted.ctx, input)).resolves.toMatchObject({ keyId });
  });

  it("aliases ask for both, the alias and the key (ACC-05); using one asks for the key alone (ACC-07)", async () => {
    const [one, two] = [await newKey(), await newKey()];
    const alias = `alias/both-${account.accountId}`;
    const onAlias = { Effect: "Allow" as const, Resource: `acs:kms:*:*:${alias}`, Action: "kms:*Alias" };
    const onOne = { ...onAlias, Resource: one.arn };
    const onTwo = { ...onAlias, Resource: two.arn };
    const may = async (...statements: (typeof onAlias)[]) => (await aRamUser(world, account, { statements })).ctx;
    const [aliasOnly, keyOnly, both, all] = [
      await may(onAlias),
      await may(onOne, onTwo),
      await may(onAlias, onOne),
      await may(onAlias, onOne, onTwo),
    ];
    const denied = refused("NoPermission");
    await expect(createAlias(aliasOnly, { region, alias, key: one.keyId })).rejects.toEqual(denied);
    await expect(createAlias(keyOnly, { region, alias, key: one.keyId })).rejects.toEqual(denied);
    await createAlias(both, { region, alias, key: one.keyId });
    await expect(updateAlias(both, { region, alias, key: two.keyId })).rejects.toEqual(denied);
    await expect(updateAlias(keyOnly, { region, alias, key: two.keyId })).rejects.toEqual(denied);
    await updateAlias(all, { region, alias, key: two.keyId });
    await expect(deleteAlias(both, { region, alias })).rejects.toEqual(denied);
    await expect(deleteAlias(keyOnly, { region, alias })).rejects.toEqual(denied);
    const encrypts = await may({ ...onTwo, Action: "kms:Encrypt" });
    await expect(encrypt(encrypts, { region, key: alias, plaintext: Buffer.from("x") })).resolves.toMatchObject({
      keyId: two.keyId,
    });
    await deleteAlias(all, { region, alias });
    const creates = await may({ ...onAlias, Action: "kms:CreateKey", Resource: `acs:kms:*:*:key` });
    const named = createKey.schema.parse({ region, instanceId, alias });
    await expect(createKey(creates, named)).rejects.toEqual(refused("NoPermission", { action: "kms:CreateAlias" }));
  });

  it("re-encrypting asks for ReEncryptFrom there and ReEncryptTo here (ACC-04)", async () => {
    const [from, to] = [await newKey(), await newKey()];
    const { blob } = await encrypt(account.ctx, { region, key: from.keyId, plaintext: Buffer.from("x") });
    const may = async (fromAction: string, toAction: string) => {
      const statements = [
        { Effect: "Allow" as const, Action: fromAction, Resource: from.arn },
        { Effect: "Allow" as const, Action: toAction, Resource: to.arn },
      ];
      return (await aRamUser(world, account, { statements })).ctx;
    };
    const input = { region, blob, key: to.keyId };
    await expect(reEncrypt(await may("kms:ReEncryptFrom", "kms:ReEncryptTo"), input)).resolves.toMatchObject({
      keyId: to.keyId,
    });
    await expect(reEncrypt(await may("kms:ReEncrypt*", "kms:ReEncrypt*"), input)).resolves.toBeDefined();
    await expect(reEncrypt(await may("kms:ReEncryptTo", "kms:ReEncryptTo"), input)).rejects.toEqual(
      refused("NoPermission"),
    );
    await expect(reEncrypt(await may("kms:ReEncryptFrom", "kms:ReEncrypt"), input)).rejects.toEqual(
      refused("NoPermission"),
    );
  });
});
