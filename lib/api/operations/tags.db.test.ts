import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { listKeyTags, tagKey } from "@/lib/domain/keys/tag-key";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { listSecretTags } from "@/lib/domain/secrets/tag-secret";
import { tagResources } from "@/lib/domain/tagging/tag-resources";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type GenericCall, genericClient, kms, legacyClient } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "../gateways.test-support";

/** Tags in both dialects, and what is about the account alone, as unmodified clients ask for it. */

const region = "cn-hangzhou";
let gateways: Gateways;
let account: TestAccount;
let api: GenericCall;
let legacy: ReturnType<typeof legacyClient>;
let instance: Awaited<ReturnType<typeof anInstance>>;
let keyId: string;
let other: string;
let secret: string;

beforeAll(async () => {
  gateways = await twoGateways();
  account = await anAccount(gateways.world);
  const credentials = await createAccessKey(account.ctx, {});
  api = genericClient(gateways.first.port, credentials);
  legacy = legacyClient(gateways.second.port, credentials);
  instance = await anInstance(account.ctx);
});
afterAll(() => gateways.close());
beforeEach(async () => {
  keyId = (await aKey(account.ctx, { instance })).keyId;
  other = (await aKey(account.ctx, { instance })).keyId;
  secret = (await aSecret(account.ctx, { encryptionKey: keyId, instance })).name;
});

const tagsOf = async (key: string) => (await listKeyTags(account.ctx, { region, key })).tags;
const secretTags = async () => (await listSecretTags(account.ctx, { region, secret })).tags;
const pairs = (count: number, from = 0) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`Tag.${index + 1}.Key`, `t${from + index}`],
      [`Tag.${index + 1}.Value`, `v${index}`],
    ]).flat(),
  );
const ids = (...given: string[]) => Object.fromEntries(given.map((id, index) => [`ResourceId.${index + 1}`, id]));
const onKeys = { RegionId: region, ResourceType: "key" };
const events = (event: string, resource: string) =>
  gateways.database.sql("SELECT 1 FROM audit_event WHERE event = $1 AND resource LIKE $2 AND outcome = 'Success'", [
    event,
    `%${resource}`,
  ]);

describe("one resource, tags as JSON (openapi.md 1.2)", () => {
  it("tags, lists and untags a secret as it does a key", async () => {
    const Tags = JSON.stringify([{ TagKey: "env", TagValue: "prod" }]);
    await api("TagResource", { SecretName: secret, Tags });
    await api("TagResource", { KeyId: keyId, Tags });
    expect(await api("ListResourceTags", { SecretName: secret })).toMatchObject({
      Tags: { Tag: [{ SecretName: secret, TagKey: "env", TagValue: "prod" }] },
    });
    expect(await api("ListResourceTags", { KeyId: keyId })).toMatchObject({
      Tags: { Tag: [{ KeyId: keyId, TagKey: "env", TagValue: "prod" }] },
    });
    expect(await events("TagResource", `secret/${secret}`)).toHaveLength(1);
    await api("UntagResource", { SecretName: secret, TagKeys: '["env","none"]' });
    expect(await secretTags()).toEqual([]);
    expect(await api("ListResourceTags", { SecretName: secret })).toMatchObject({ Tags: { Tag: [] } });
  });

  it("@alicloud/kms20160120 1.2.0 tags too (RPC V1)", async () => {
    await legacy.tagResource(new kms.TagResourceRequest({ keyId, tags: '[{"TagKey":"a","TagValue":"b"}]' }));
    const listed = await legacy.listResourceTags(new kms.ListResourceTagsRequest({ keyId }));
    expect(listed).toMatchObject({ tags: { tag: [{ tagKey: "a", tagValue: "b" }] } });
  });

  it.each([
    [{}, "MissingParameter"],
    [{ KeyId: "key-x", SecretName: "s" }, "InvalidParameter"],
    [{ CertificateId: "c" }, "UnsupportedOperation"],
  ])("refuses %j", async (resource, code) => {
    const call = api("TagResource", { ...resource, Tags: '[{"TagKey":"a","TagValue":"b"}]' });
    await expect(call).rejects.toMatchObject({ code });
  });

  it("refuses a secret in its delete window", async () => {
    await deleteSecret(account.ctx, { region, secret, recoveryWindowDays: 7, force: false });
    const call = api("TagResource", { SecretName: secret, Tags: '[{"TagKey":"a","TagValue":"b"}]' });
    await expect(call).rejects.toMatchObject({ code: "Rejected.ResourceInDeleteWindow" });
  });
});

describe("many resources (KEY-84)", () => {
  it("sets tags on all, replaces those of the same name, and takes them away by name or altogether", async () => {
    await api("TagResources", { ...onKeys, ...ids(keyId, other, keyId), ...pairs(2) });
    await api("TagResources", { ...onKeys, ...ids(keyId), "Tag.1.Key": "t0" });
    expect(await tagsOf(keyId)).toEqual([
      { name: "t0", value: "" },
      { name: "t1", value: "v1" },
    ]);
    expect(await tagsOf(other)).toHaveLength(2);
    expect(await events("TagResources", `key/${other}`)).toHaveLength(1);
    await api("UntagResources", { ...onKeys, ...ids(keyId, other), "TagKey.1": "t0" });
    expect(await tagsOf(other)).toEqual([{ name: "t1", value: "v1" }]);
    await api("UntagResources", { ...onKeys, ...ids(keyId, other), All: "true" });
    expect([await tagsOf(keyId), await tagsOf(other)]).toEqual([[], []]);
  });

  it("does the same for secrets", async () => {
    const onSecrets = { RegionId: region, ResourceType: "secret", ...ids(secret) };
    await api("TagResources", { ...onSecrets, ...pairs(2) });
    expect(await secretTags()).toHaveLength(2);
    await api("UntagResources", { ...onSecrets, "TagKey.1": "t1" });
    expect(await api("ListTagResources", onSecrets)).toMatchObject({
      TagResources: { TagResource: [{ ResourceId: secret, ResourceType: "secret", TagKey: "t0", TagValue: "v0" }] },
    });
  });

  it("does all or nothing: one key that would have 21 tags, is pending deletion, or is nowhere", async () => {
    await tagKey(account.ctx, { region, key: other, tags: Array.from({ length: 20 }, (_, n) => tag(`x${n}`)) });
    await expect(api("TagResources", { ...onKeys, ...ids(keyId, other), ...pairs(1) })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    const pending = (await aKey(account.ctx, { instance })).keyId;
    await scheduleKeyDeletion(account.ctx, { region, key: pending, windowDays: 7 });
    await expect(api("TagResources", { ...onKeys, ...ids(keyId, pending), ...pairs(1) })).rejects.toMatchObject({
      code: "Rejected.PendingDeletion",
    });
    await expect(api("TagResources", { ...onKeys, ...ids(keyId, "key-nowhere"), ...pairs(1) })).rejects.toMatchObject({
      code: "Forbidden.KeyNotFound",
    });
    expect(await tagsOf(keyId)).toEqual([]);
    expect(await events("TagResources", `key/${keyId}`)).toHaveLength(0);
  });

  it.each([
    ["51 resources", () => ({ ...ids(...Array.from({ length: 51 }, (_, n) => `key-${n}`)), ...pairs(1) })],
    ["21 tags", () => ({ ...ids(keyId), ...pairs(21) })],
    ["a tag of the provider's", () => ({ ...ids(keyId), "Tag.1.Key": "acs:x", "Tag.1.Value": "y" })],
    ["one name twice", () => ({ ...ids(keyId), ...pairs(1), "Tag.2.Key": "t0", "Tag.2.Value": "z" })],
    ["another kind of resource", () => ({ ...ids(keyId), ...pairs(1), ResourceType: "certificate" })],
  ])("refuses %s", async (_what, parameters) => {
    await expect(api("TagResources", { ...onKeys, ...parameters() })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    expect(await tagsOf(keyId)).toEqual([]);
  });

  it("asks for a name to take away, or for all", async () => {
    await expect(api("UntagResources", { ...onKeys, ...ids(keyId) })).rejects.toMatchObject({
      code: "MissingParameter",
    });
  });

  it("gives two who tag the same keys at once both their tags, or tells one to try again: never half", async () => {
    const calls = ["left", "right"].map((name, index) =>
      tagResources(account.ctx, {
        region,
        type: "key",
        ids: index === 0 ? [keyId, other] : [other, keyId],
        tags: [tag(name)],
      }),
    );
    const settled = await Promise.allSettled(calls);
    const won = ["left", "right"].filter((_, index) => settled[index]?.status === "fulfilled");
    expect(won.length).toBeGreaterThan(0);
    for (const key of [keyId, other]) expect((await tagsOf(key)).map(({ name }) => name)).toEqual(won);
  });
});

const tag = (name: string) => ({ name, value: "v" });

describe("ListTagResources (KEY-84)", () => {
  it("gives 200 rows a page, each once, and filters by tag and resource", async () => {
    const mine = await anAccount(gateways.world);
    const list = genericClient(gateways.first.port, await createAccessKey(mine.ctx, {}));
    const home = await anInstance(mine.ctx);
    const keys: string[] = [];
    for (let made = 0; made < 11; made++) keys.push((await aKey(mine.ctx, { instance: home })).keyId);
    const many = Array.from({ length: 20 }, (_, n) => ({ name: `t${n}`, value: `v${n % 2}` }));
    await tagResources(mine.ctx, { region, type: "key", ids: keys, tags: many });
    const first = await list("ListTagResources", onKeys);
    expect(rowsOf(first)).toHaveLength(200);
    const second = await list("ListTagResources", { ...onKeys, NextToken: String(first.NextToken) });
    expect(rowsOf(second)).toHaveLength(20);
    expect(second.NextToken).toBeUndefined();
    const seen = [...rowsOf(first), ...rowsOf(second)].map(({ ResourceId, TagKey }) => `${ResourceId} ${TagKey}`);
    expect(new Set(seen).size).toBe(220);
    const one = keys[3] ?? "";
    await tagKey(mine.ctx, { region, key: one, tags: [{ name: "t0", value: "special" }] });
    const filtered = await list("ListTagResources", { ...onKeys, "Tag.1.Key": "t0", "Tag.1.Value": "special" });
    expect(new Set(rowsOf(filtered).map(({ ResourceId }) => ResourceId))).toEqual(new Set([one]));
    expect(rowsOf(await list("ListTagResources", { ...onKeys, ...ids(one) }))).toHaveLength(20);
    await expect(list("ListTagResources", { ...onKeys, NextToken: "nonsense" })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    // Nothing of it is another account's.
    expect(rowsOf(await api("ListTagResources", { ...onKeys, "Tag.1.Key": "t19" }))).toEqual([]);
    await expect(api("ListTagResources", { ...onKeys, ...ids(one) })).rejects.toMatchObject({
      code: "Forbidden.KeyNotFound",
    });
  });

  it("keeps its containers when nothing has a tag, which Terraform reads (openapi.md 3.1)", async () => {
    expect(await api("ListTagResources", { ...onKeys, ...ids(keyId) })).toMatchObject({
      TagResources: { TagResource: [] },
    });
  });
});

const rowsOf = (answer: Record<string, unknown>) =>
  (answer.TagResources as { TagResource: { ResourceId: string; TagKey: string }[] }).TagResource;

describe("the account's own actions (openapi.md 3)", () => {
  it("is open from the start, and says so (ERR-20)", async () => {
    await expect(api("OpenKmsService", {})).rejects.toMatchObject({ code: "Forbidden.Opened" });
    expect(await api("DescribeAccountKmsStatus", {})).toMatchObject({ AccountStatus: "Enabled" });
    const answer = await api("DescribeRegions", {});
    expect((answer.Regions as { Region: unknown[] }).Region).toContainEqual({ RegionId: region });
  });

  it("asks no permission for the regions, and one for the rest (ACC-04)", async () => {
    const user = await aRamUser(gateways.world, account, { accessKey: true });
    if (!user.accessKey) throw new Error("it was asked for");
    const asUser = genericClient(gateways.first.port, user.accessKey);
    expect(await asUser("DescribeRegions", {})).toHaveProperty("Regions");
    for (const action of ["OpenKmsService", "DescribeAccountKmsStatus", "GetRandomPassword"]) {
      await expect(asUser(action, {}), action).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
    }
  });

  it("does not know DescribeService any more: 404", async () => {
    await expect(api("DescribeService", {})).rejects.toMatchObject({ code: "InvalidAction.NotFound", statusCode: 404 });
  });
});

describe("GetRandomPassword (CRY-08)", () => {
  const password = async (wishes: Record<string, string> = {}) =>
    String((await api("GetRandomPassword", wishes)).RandomPassword);

  it("gives 32 characters of every kind unless it is asked for others", async () => {
    const usual = await password();
    expect(usual).toHaveLength(32);
    for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/]) expect(usual).toMatch(kind);
    expect(await password({ PasswordLength: "128", ExcludePunctuation: "true" })).toMatch(/^[A-Za-z0-9]{128}$/);
    const digits = { ExcludeLowercase: "true", ExcludeUppercase: "true", ExcludePunctuation: "TRUE" };
    expect(await password({ ...digits, PasswordLength: "8", ExcludeCharacters: "01" })).toMatch(/^[2-9]{8}$/);
  });

  it.each<Record<string, string>>([
    { PasswordLength: "7" },
    { PasswordLength: "129" },
    { ExcludeCharacters: "0123456789" },
    { ExcludeLowercase: "true", ExcludeUppercase: "true", ExcludePunctuation: "true", ExcludeNumbers: "true" },
  ])("refuses %j", async (wishes) => {
    await expect(api("GetRandomPassword", wishes)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("takes the place of a kind that may be absent from the others", async () => {
    const wishes = { ExcludeCharacters: "0123456789", RequireEachIncludedType: "false", PasswordLength: "100" };
    expect(await password(wishes)).not.toMatch(/[0-9]/);
  });

  it("leaves no trace of the password", async () => {
    const made = await password({ ExcludePunctuation: "true" });
    const rows = await gateways.database.sql<{ text: string }>(
      "SELECT audit_event::text AS text FROM audit_event WHERE event = 'GetRandomPassword'",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ text }) => text.includes(made))).toBe(false);
  });
});
