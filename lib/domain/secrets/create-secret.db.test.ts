import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/domain/context";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { setKeyPolicy } from "../keys/set-key-policy";
import { createSecret } from "./create-secret";
import { deleteSecret } from "./delete-secret";
import { describeSecret } from "./describe-secret";
import { getSecretValue } from "./get-secret-value";
import { listSecretVersionIds } from "./list-secret-version-ids";
import { listSecrets } from "./list-secrets";
import { updateSecret } from "./update-secret";

let database: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let ctx: Ctx;

const region = "cn-hangzhou";

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  account = await anAccount(world);
  ctx = account.ctx;
});
afterAll(() => database.close());

const create = (caller: Ctx, wishes: Record<string, unknown>) =>
  createSecret(caller, createSecret.schema.parse({ region, secretData: "value", ...wishes }));
const secretsUsed = async (pk: string) =>
  (await database.db.instance.findUniqueOrThrow({ where: { pk }, select: { secretsUsed: true } })).secretsUsed;
const eventsOf = (event: string, name: string) =>
  database.db.auditEvent.findMany({ where: { event, resource: { endsWith: `:secret/${name}` } } });

describe("CreateSecret", () => {
  it("stores what DescribeSecret, ListSecretVersionIds and GetSecretValue then tell (SEC-03, SEC-06, SEC-20)", async () => {
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance });
    const made = await create(ctx, {
      name: "db/payments",
      encryptionKey: key.keyId,
      secretData: '{"user":"app"}',
      description: "the payments database",
      tags: [{ name: "env", value: "prod" }],
    });
    expect(made).toEqual({
      name: "db/payments",
      arn: `acs:kms:${region}:${account.accountId}:secret/db/payments`,
      versionId: "v1",
      encryptionKeyId: key.keyId,
      instanceId: instance.instanceId,
    });
    expect(await describeSecret(ctx, { region, secret: "db/payments" })).toMatchObject({
      type: "Generic",
      state: "Enabled",
      description: "the payments database",
      encryptionKeyId: key.keyId,
      instanceId: instance.instanceId,
      automaticRotation: "Disabled",
      plannedDeleteAt: null,
      tags: [{ name: "env", value: "prod" }],
    });
    expect(await listSecretVersionIds(ctx, { region, secret: "db/payments", includeDeprecated: false })).toEqual([
      { versionId: "v1", stages: ["ACSCurrent"], createdAt: world.clock.now() },
    ]);
    expect(await getSecretValue(ctx, { region, secret: made.arn })).toMatchObject({
      secretData: '{"user":"app"}',
      dataType: "text",
      versionId: "v1",
      stages: ["ACSCurrent"],
    });
    expect(await eventsOf("CreateSecret", "db/payments")).toHaveLength(1);
  });

  it("goes where its encryption key is, named by alias too (SEC-07, decisions 3)", async () => {
    const instance = await anInstance(ctx);
    await aKey(ctx, { instance, alias: "alias/for-secrets" });
    const made = await create(ctx, { name: "by-alias", encryptionKey: "alias/for-secrets" });
    expect(made.instanceId).toBe(instance.instanceId);
    expect(await secretsUsed(instance.pk)).toBe(1);
  });

  it("lies outside instances under a 1.0 key, and the 3.0 list leaves it out (SEC-02)", async () => {
    const own = await anAccount(world);
    const key = await aKey(own.ctx);
    const made = await create(own.ctx, { name: "classic", encryptionKey: key.keyId });
    expect(made.instanceId).toBeNull();
    const names = async (classic: boolean) =>
      (await listSecrets(own.ctx, listSecrets.schema.parse({ region, classic }))).rows.map((row) => row.name);
    expect(await names(true)).toEqual(["classic"]);
    expect(await names(false)).toEqual([]);
  });

  it("refuses a key of another instance, and none at all (SEC-07)", async () => {
    const [here, there] = [await anInstance(ctx), await anInstance(ctx)];
    const key = await aKey(ctx, { instance: there });
    const wishes = { name: "misplaced", instanceId: here.instanceId };
    await expect(create(ctx, { ...wishes, encryptionKey: key.keyId })).rejects.toThrow("EncryptionKeyUnsuitable");
    await expect(create(ctx, wishes)).rejects.toThrow("EncryptionKeyRequired");
    await expect(describeSecret(ctx, { region, secret: "misplaced" })).rejects.toThrow("SecretNotFound");
  });

  it.each([
    ["Disabled", "KeyDisabled"],
    ["PendingDeletion", "KeyPendingDeletion"],
  ] as const)("refuses a key that is %s (SEC-08)", async (state, code) => {
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance, state });
    await expect(create(ctx, { name: `under-${state}`, encryptionKey: key.keyId })).rejects.toThrow(code);
    expect(await secretsUsed(instance.pk)).toBe(0);
  });

  it("refuses another account's key as if it did not exist (POL-25)", async () => {
    const key = await aKey(ctx, { instance: await anInstance(ctx) });
    const stranger = await anAccount(world);
    await expect(create(stranger.ctx, { name: "x", encryptionKey: key.keyId })).rejects.toThrow("KeyNotFound");
    await expect(create(stranger.ctx, { name: "x", encryptionKey: key.arn })).rejects.toThrow("KeyNotFound");
  });

  it("refuses a name that is taken in the region, not in another or in another account (SEC-04)", async () => {
    await aSecret(ctx, { name: "taken" });
    const key = await aKey(ctx, { instance: await anInstance(ctx) });
    await expect(create(ctx, { name: "taken", encryptionKey: key.keyId })).rejects.toThrow("SecretExists");
    await aSecret(ctx, { name: "taken", region: "cn-shanghai" });
    await aSecret((await anAccount(world)).ctx, { name: "taken" });
  });

  it("keeps a name taken in its delete window, until the second the window ends (SEC-42)", async () => {
    const own = testWorld(database.db, { keyring: world.ctx.keyring });
    const { ctx: caller } = await anAccount(own);
    const instance = await anInstance(caller);
    const key = await aKey(caller, { instance });
    await aSecret(caller, { name: "leaving", encryptionKey: key.keyId, value: "old", state: "PendingDeletion" });
    await expect(create(caller, { name: "leaving", encryptionKey: key.keyId })).rejects.toThrow("SecretInDeleteWindow");
    own.clock.advance({ days: 7 });
    await create(caller, { name: "leaving", encryptionKey: key.keyId, secretData: "new" });
    expect(await getSecretValue(caller, { region, secret: "leaving" })).toMatchObject({ secretData: "new" });
    expect(await secretsUsed(instance.pk)).toBe(1);
  });

  it("lets one of many with the same name through (SEC-04)", async () => {
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => create(ctx, { name: "contested", encryptionKey: key.keyId })),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SecretExists" });
    expect(await secretsUsed(instance.pk)).toBe(1);
  });

  it("fills the quota to the last unit under concurrency and never beyond (INS-08)", async () => {
    const instance = await anInstance(ctx, { secretQuota: 3 });
    const key = await aKey(ctx, { instance });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) => create(ctx, { name: `quota-${at}`, encryptionKey: key.keyId })),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(3);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SecretQuotaExceeded" });
    expect(await secretsUsed(instance.pk)).toBe(3);
    expect(await database.db.secret.count({ where: { instancePk: instance.pk } })).toBe(3);
  });

  it("gives the quota back once when a secret is deleted twice at the same moment (INS-08)", async () => {
    const instance = await anInstance(ctx);
    await aSecret(ctx, { name: "staying", instance });
    await aSecret(ctx, { name: "going", instance });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, () => deleteSecret(ctx, { region, secret: "going", force: true })),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(await secretsUsed(instance.pk)).toBe(1);
  });

  it("refuses wrong tags and a description that is too long (KEY-83)", async () => {
    const wishes = { name: "tagged", encryptionKey: "key-x" };
    await expect(create(ctx, { ...wishes, tags: [{ name: "acs:x", value: "" }] })).rejects.toThrow("InvalidTags");
    const many = Array.from({ length: 21 }, (_, at) => ({ name: `t${at}`, value: "" }));
    await expect(create(ctx, { ...wishes, tags: many })).rejects.toThrow("InvalidTags");
    await expect(create(ctx, { ...wishes, description: "x".repeat(1025) })).rejects.toThrow("DescriptionTooLong");
  });
});

describe("ListSecrets", () => {
  it("finds by AND between filters and OR within one, wildcards being plain characters (SEC-54)", async () => {
    const own = await anAccount(world);
    const [one, two] = [await anInstance(own.ctx), await anInstance(own.ctx)];
    await aSecret(own.ctx, { name: "app_one", instance: one, tags: [{ name: "env", value: "prod" }] });
    await aSecret(own.ctx, { name: "appXtwo", instance: two, description: "100% of it" });
    await aSecret(own.ctx, { name: "other", instance: two, state: "PendingDeletion" });
    const find = async (filter: object) =>
      (await listSecrets(own.ctx, listSecrets.schema.parse({ region, filter }))).rows.map((row) => row.name).sort();
    expect(await find({})).toEqual(["appXtwo", "app_one", "other"]);
    expect(await find({ names: ["app_"] })).toEqual(["app_one"]);
    expect(await find({ names: ["app_", "other"] })).toEqual(["app_one", "other"]);
    expect(await find({ descriptions: ["100%"] })).toEqual(["appXtwo"]);
    expect(await find({ descriptions: ["1%it"] })).toEqual([]);
    expect(await find({ instanceIds: [two.instanceId], names: ["app"] })).toEqual(["appXtwo"]);
    expect(await find({ tagNames: ["env"], tagValues: ["prod"] })).toEqual(["app_one"]);
    expect(await find({ tagValues: ["test"] })).toEqual([]);
    expect(await find({ state: "PendingDeletion" })).toEqual(["other"]);
    expect(await find({ creators: ["1000000000000000"] })).toEqual([]);
  });

  it("walks page by page without losing or repeating any (GEN-07)", async () => {
    const own = await anAccount(world);
    const key = await aKey(own.ctx, { instance: await anInstance(own.ctx) });
    for (let at = 0; at < 5; at++) await aSecret(own.ctx, { name: `page-${at}`, encryptionKey: key.keyId });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listSecrets(own.ctx, listSecrets.schema.parse({ region, page: { size: 2, after } }));
      expect(page.total).toBe(5);
      seen.push(...page.rows.map((row) => row.name));
      after = page.next ?? undefined;
    } while (after);
    expect(seen.sort()).toEqual(["page-0", "page-1", "page-2", "page-3", "page-4"]);
  });
});

describe("another account", () => {
  it("is told that the secret does not exist, by name and by ARN, and leaves it untouched (POL-25)", async () => {
    const secret = await aSecret(ctx, { value: "mine" });
    const stranger = (await anAccount(world)).ctx;
    for (const named of [secret.name, secret.arn]) {
      const input = { region, secret: named };
      await expect(getSecretValue(stranger, input)).rejects.toThrow("SecretNotFound");
      await expect(describeSecret(stranger, input)).rejects.toThrow("SecretNotFound");
      await expect(updateSecret(stranger, { ...input, description: "x" })).rejects.toThrow("SecretNotFound");
      await expect(deleteSecret(stranger, { ...input, force: true })).rejects.toThrow("SecretNotFound");
    }
    expect((await listSecrets(stranger, listSecrets.schema.parse({ region }))).total).toBe(0);
    expect(await getSecretValue(ctx, { region, secret: secret.name })).toMatchObject({ secretData: "mine" });
  });
});

describe("another account's key", () => {
  it("is no leave to put a secret into its instance, whatever its policy allows (SHR-19)", async () => {
    const instance = await anInstance(ctx);
    const key = await aKey(ctx, { instance });
    const stranger = await anAccount(world);
    const RAM = [`acs:ram::${account.accountId}:*`, `acs:ram::${stranger.accountId}:*`];
    const statement = { Effect: "Allow", Principal: { RAM }, Action: ["kms:*"], Resource: ["*"] };
    const policy = JSON.stringify({ Version: "1", Statement: [statement] });
    await setKeyPolicy(ctx, setKeyPolicy.schema.parse({ region, key: key.keyId, policy }));
    const named = { name: "foreign", encryptionKey: key.arn };
    await expect(create(stranger.ctx, named)).rejects.toMatchObject({ code: "EncryptionKeyUnsuitable" });
    const { instanceId } = instance;
    await expect(create(stranger.ctx, { ...named, instanceId })).rejects.toMatchObject({ code: "InstanceNotFound" });
    expect(await secretsUsed(instance.pk)).toBe(0);
  });
});

describe("UpdateSecret", () => {
  it("changes the description alone, and refuses one that is too long (SEC-03)", async () => {
    const secret = await aSecret(ctx, { description: "before" });
    const input = { region, secret: secret.name };
    await updateSecret(ctx, { ...input, description: "after" });
    const { description, updatedAt, allowed, ...rest } = await describeSecret(ctx, input);
    expect(description).toBe("after");
    expect(secret).toMatchObject(rest);
    await expect(updateSecret(ctx, { ...input, description: "x".repeat(1025) })).rejects.toThrow("DescriptionTooLong");
  });
});
