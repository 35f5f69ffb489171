import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aMember, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { describeDefaultInstance } from "../instances/describe-default-instance";
import { describeInstance } from "../instances/describe-instance";
import { listInstances } from "../instances/list-instances";
import { listProtectedKeys } from "../instances/list-protected-keys";
import { regionOfOwnInstance } from "../instances/region-of-instance";
import { setDefaultInstance } from "../instances/set-default-instance";
import { createAlias } from "../keys/create-alias";
import { createKey } from "../keys/create-key";
import { decrypt } from "../keys/decrypt";
import { deleteAlias } from "../keys/delete-alias";
import { describeKeyAssociations } from "../keys/describe-key-associations";
import { encrypt } from "../keys/encrypt";
import { listAliases, listAliasesByKeyId } from "../keys/list-aliases";
import { listKeys } from "../keys/list-keys";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { setDeletionProtection } from "../keys/set-deletion-protection";
import { setKeyPolicy } from "../keys/set-key-policy";
import { updateAlias } from "../keys/update-alias";
import { explainAccess } from "../policies/explain-access";
import { createSecret } from "../secrets/create-secret";
import { deleteSecret } from "../secrets/delete-secret";
import { describeSecret } from "../secrets/describe-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { listSecrets } from "../secrets/list-secrets";
import { putSecretValue } from "../secrets/put-secret-value";
import { restoreSecret } from "../secrets/restore-secret";
import { listTagResources } from "../tagging/list-tag-resources";
import { deleteResourceShare } from "./shares/delete-resource-share";

// What each side does, sees and names in a shared instance (SHR-08..12, SHR-18, SHR-19): A owns it, B works in it, C too.
const region = "cn-hangzhou";
let base: TestDatabase;
let world: TestWorld;
let a: TestAccount;
let b: TestAccount;
let c: TestAccount;
let joint: { instanceId: string; region: string };
let independent: { instanceId: string; region: string };
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  [a, b, c] = [await anAccount(world), await anAccount(world), await anAccount(world)];
  await aDirectory(a, [b, c]);
  joint = await anInstance(a.ctx, { name: "joint" });
  independent = await anInstance(a.ctx, { name: "independent" });
  await base.db.instance.update({
    where: { instanceId: independent.instanceId },
    data: { sharingMode: "Independent" },
  });
  for (const one of [joint, independent]) await aShare(a.ctx, one, [b, c]);
});
afterAll(() => base.close());

const refused = (code: string) => expect.objectContaining({ code });
const arnOf = (account: TestAccount, name: string) => `acs:kms:${region}:${account.accountId}:${name}`;
const use = (ctx: Ctx, key: string) => encrypt(ctx, { region, key, plaintext: Buffer.from("x") });
const newSecret = (ctx: Ctx, input: object) => createSecret(ctx, createSecret.schema.parse({ region, ...input }));
const keysOf = async (ctx: Ctx, filter: object = {}) =>
  (await listKeys(ctx, listKeys.schema.parse({ region, filter, page: { size: 100 } }))).rows;
const secretsOf = async (ctx: Ctx, filter: object = {}) =>
  (await listSecrets(ctx, listSecrets.schema.parse({ region, filter, page: { size: 100 } }))).rows;

describe("keys", () => {
  it("of a principal are used and managed by it and by the owner under joint ownership, by it alone under independent (SHR-08, SHR-10)", async () => {
    const key = await aKey(b.ctx, { instance: joint });
    const own = await aKey(b.ctx, { instance: independent });
    expect(key).toMatchObject({ accountId: b.accountId, instanceId: joint.instanceId, instanceName: "joint" });
    const { blob } = await use(b.ctx, key.keyId);
    for (const name of [key.keyId, key.arn])
      await expect(use(a.ctx, name)).resolves.toMatchObject({ keyId: key.keyId });
    expect((await decrypt(a.ctx, decrypt.schema.parse({ region, blob }))).plaintext).toEqual(Buffer.from("x"));
    await scheduleKeyDeletion(a.ctx, { region, key: key.keyId, windowDays: 7 });
    await expect(use(a.ctx, own.arn)).rejects.toEqual(refused("KeyNotFound"));
    await expect(scheduleKeyDeletion(a.ctx, { region, key: own.arn, windowDays: 7 })).rejects.toEqual(
      refused("KeyNotFound"),
    );
    await use(b.ctx, own.keyId);
  });

  it("of the owner and of another principal are nothing to a principal, in both modes, unless a policy says otherwise (SHR-09)", async () => {
    for (const instance of [joint, independent]) {
      for (const whose of [a, c]) {
        const key = await aKey(whose.ctx, { instance });
        await expect(use(b.ctx, key.arn)).rejects.toEqual(refused("KeyNotFound"));
        const policy = {
          administrators: [],
          users: [],
          crossAccountUsers: [`acs:ram::${b.accountId}:root`],
        };
        await setKeyPolicy(whose.ctx, setKeyPolicy.schema.parse({ region, key: key.keyId, policy }));
        await expect(use(b.ctx, key.arn)).resolves.toMatchObject({ keyId: key.keyId });
        await expect(scheduleKeyDeletion(b.ctx, { region, key: key.arn, windowDays: 7 })).rejects.toEqual(
          refused("NoPermission"),
        );
      }
    }
  });

  it("are listed for whom they are there: by the instance, by their creator, with their tags (SHR-08, SHR-09, KEY-94)", async () => {
    const tag = (value: string) => ({ tags: [{ name: "list", value }] });
    const mine = await aKey(a.ctx, { instance: joint, ...tag("a") });
    const theirs = await aKey(b.ctx, { instance: joint, ...tag("b"), alias: "alias/list-of-b" });
    const alone = await aKey(b.ctx, { instance: independent, ...tag("b") });
    const listed = async (ctx: Ctx, filter: object) =>
      (await keysOf(ctx, { tagNames: ["list"], ...filter })).map(({ keyId }) => keyId).sort();
    const inJoint = { instanceIds: [joint.instanceId] };
    expect(await listed(a.ctx, inJoint)).toEqual([theirs.keyId, mine.keyId].sort());
    expect(await listed(b.ctx, inJoint)).toEqual([theirs.keyId]);
    expect(await listed(a.ctx, { instanceIds: [independent.instanceId] })).toEqual([]);
    expect(await listed(b.ctx, { instanceIds: [independent.instanceId] })).toEqual([alone.keyId]);
    expect(await listed(a.ctx, { creators: [b.accountId] })).toEqual([theirs.keyId]);
    expect(await listed(a.ctx, { aliases: ["alias/list-of-"] })).toEqual([theirs.keyId]);
    expect(await listed(c.ctx, {})).toEqual([]);
    const views = await keysOf(a.ctx, { keyIds: [theirs.keyId] });
    expect(views).toMatchObject([{ accountId: b.accountId, instanceName: "joint", lacking: [] }]);
    const tagged = async (ctx: Ctx) =>
      (await listTagResources(ctx, { region, type: "key", ids: [], tags: [{ name: "list", value: "" }] })).rows
        .map(({ resourceId }) => resourceId)
        .sort();
    expect(await tagged(a.ctx)).toEqual([mine.keyId, theirs.keyId].sort());
    expect(await tagged(b.ctx)).toEqual([theirs.keyId, alone.keyId].sort());
    expect(await tagged(c.ctx)).toEqual([]);
  });

  it("tell their creator and the joint owner what would become unreadable, and nobody of another's backups (KEY-55, SHR-13)", async () => {
    const key = await aKey(b.ctx, { instance: joint });
    await aSecret(b.ctx, { encryptionKey: key.keyId, name: "under-b" });
    await newSecret(a.ctx, { name: "of-a-under-b", encryptionKey: key.arn, secretData: "x" });
    const all = [
      { name: "of-a-under-b", accountId: a.accountId },
      { name: "under-b", accountId: b.accountId },
    ];
    for (const ctx of [a.ctx, b.ctx]) {
      const seen = await describeKeyAssociations(ctx, { region, key: key.arn });
      expect([seen.secrets, seen.backups]).toEqual([all, []]);
    }
  });
});

describe("aliases", () => {
  it("lie in the account of their key, also where the joint owner makes, moves and removes them (SHR-08, decisions 2)", async () => {
    const [one, two] = [await aKey(b.ctx, { instance: joint }), await aKey(b.ctx, { instance: joint })];
    const alias = "alias/made-by-a";
    const arn = arnOf(b, alias);
    await createAlias(a.ctx, { region, alias, key: one.keyId });
    const names = async (ctx: Ctx) =>
      (await listAliases(ctx, listAliases.schema.parse({ region, page: { size: 100 } }))).rows.map((row) => row.arn);
    expect(await names(b.ctx)).toContain(arn);
    expect(await names(a.ctx)).not.toContain(arn);
    const ofKey = await listAliasesByKeyId(a.ctx, listAliasesByKeyId.schema.parse({ region, key: one.keyId }));
    expect(ofKey.rows).toEqual([{ name: alias, arn, keyId: one.keyId }]);
    // A bare name is the caller's own (KEY-12).
    await expect(use(a.ctx, alias)).rejects.toEqual(refused("AliasNotFound"));
    await expect(use(a.ctx, arn)).resolves.toMatchObject({ keyId: one.keyId });
    await expect(use(b.ctx, alias)).resolves.toMatchObject({ keyId: one.keyId });
    await expect(updateAlias(a.ctx, { region, alias, key: two.keyId })).rejects.toEqual(refused("AliasNotFound"));
    await updateAlias(a.ctx, { region, alias: arn, key: two.keyId });
    await expect(use(b.ctx, alias)).resolves.toMatchObject({ keyId: two.keyId });
    const mine = await aKey(a.ctx, { instance: joint });
    await expect(updateAlias(a.ctx, { region, alias: arn, key: mine.keyId })).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "KeyId" },
    });
    await expect(deleteAlias(a.ctx, { region, alias })).rejects.toEqual(refused("AliasNotFound"));
    await expect(deleteAlias(c.ctx, { region, alias: arn })).rejects.toEqual(refused("AliasNotFound"));
    await deleteAlias(a.ctx, { region, alias: arn });
    await expect(use(b.ctx, alias)).rejects.toEqual(refused("AliasNotFound"));
    const trail = await base.db.auditEvent.findMany({
      where: { accountId: b.accountId, resource: arn },
      select: { event: true, actor: true },
      orderBy: { event: "asc" },
    });
    const actor = `acs:ram::${a.accountId}:root`;
    expect(trail).toEqual(["CreateAlias", "DeleteAlias", "UpdateAlias"].map((event) => ({ event, actor })));
  });

  it("of another account ask of the owner's users for RAM on the alias there and on the key (ACC-05, POL-16)", async () => {
    const key = await aKey(b.ctx, { instance: joint });
    const may = async (...resources: string[]) => {
      const statements = resources.map((Resource) => ({ Effect: "Allow" as const, Action: "kms:*Alias", Resource }));
      return (await aRamUser(world, a, { statements })).ctx;
    };
    const alias = "alias/by-a-user-of-a";
    const [there, here] = [arnOf(b, alias), arnOf(a, alias)];
    const create = (ctx: Ctx) => createAlias(ctx, { region, alias, key: key.keyId });
    for (const lacking of [await may(key.arn), await may(there), await may(key.arn, here)])
      await expect(create(lacking)).rejects.toEqual(refused("NoPermission"));
    const user = await may(key.arn, there);
    await create(user);
    await expect(deleteAlias(await may(there), { region, alias: there })).rejects.toEqual(refused("NoPermission"));
    await deleteAlias(user, { region, alias: there });
  });

  it("are the principal's alone under independent ownership, and nobody's to make without the key (SHR-08, SHR-09)", async () => {
    const key = await aKey(b.ctx, { instance: independent, alias: "alias/alone" });
    const arn = arnOf(b, "alias/alone");
    for (const { ctx } of [a, c]) {
      await expect(createAlias(ctx, { region, alias: "alias/x", key: key.arn })).rejects.toEqual(
        refused("KeyNotFound"),
      );
      await expect(updateAlias(ctx, { region, alias: arn, key: key.arn })).rejects.toEqual(refused("AliasNotFound"));
      await expect(deleteAlias(ctx, { region, alias: arn })).rejects.toEqual(refused("AliasNotFound"));
    }
  });

  it("are unique in a jointly shared instance, and each account's own under independent ownership (SHR-11)", async () => {
    const alias = "alias/once";
    await aKey(a.ctx, { instance: joint, alias });
    const taken = refused("AliasExists");
    const input = { region, instanceId: joint.instanceId, alias };
    await expect(createKey(b.ctx, createKey.schema.parse(input))).rejects.toEqual(taken);
    const theirs = await aKey(b.ctx, { instance: joint });
    await expect(createAlias(b.ctx, { region, alias, key: theirs.keyId })).rejects.toEqual(taken);
    const outside = await aKey(b.ctx, { instance: independent, alias });
    expect(outside.aliases).toEqual([alias]);
    await expect(updateAlias(b.ctx, { region, alias, key: theirs.keyId })).rejects.toEqual(taken);
    expect((await aKey(c.ctx, { instance: independent, alias })).aliases).toEqual([alias]);
    // Of a key that is past its due date it is free, even if the worker is late (KEY-51).
    const gone = await aKey(a.ctx, { instance: joint, alias: "alias/of-the-dead" });
    await base.db.key.updateMany({
      where: { keyId: gone.keyId },
      data: { state: "PendingDeletion", deleteAt: world.clock.now() },
    });
    await createAlias(b.ctx, { region, alias: "alias/of-the-dead", key: theirs.keyId });
  });
});

describe("secrets", () => {
  it("of a principal are read, changed, deleted and restored by the joint owner, by their ARN (SHR-08)", async () => {
    const key = await aKey(b.ctx, { instance: joint });
    const { name, arn } = await aSecret(b.ctx, { encryptionKey: key.keyId, value: "one" });
    await expect(describeSecret(a.ctx, { region, secret: name })).rejects.toEqual(refused("SecretNotFound"));
    expect(await describeSecret(a.ctx, { region, secret: arn })).toMatchObject({
      accountId: b.accountId,
      instanceName: "joint",
    });
    const value = async (ctx: Ctx) =>
      (await getSecretValue(ctx, getSecretValue.schema.parse({ region, secret: arn }))).secretData;
    expect(await value(a.ctx)).toBe("one");
    const put = { region, secret: arn, versionId: "v2", secretData: "two" };
    await putSecretValue(a.ctx, putSecretValue.schema.parse(put));
    expect(await value(b.ctx)).toBe("two");
    await deleteSecret(a.ctx, deleteSecret.schema.parse({ region, secret: arn, recoveryWindowDays: 7 }));
    await restoreSecret(a.ctx, { region, secret: arn });
    expect(await value(b.ctx)).toBe("two");
    expect((await secretsOf(a.ctx, { names: [name] })).map((row) => row.arn)).toEqual([arn]);
    expect(await secretsOf(c.ctx, { names: [name] })).toEqual([]);
  });

  it("are the principal's alone under independent ownership (SHR-08)", async () => {
    const key = await aKey(b.ctx, { instance: independent });
    const { name, arn } = await aSecret(b.ctx, { encryptionKey: key.keyId });
    for (const { ctx } of [a, c]) {
      const there = { region, secret: arn };
      const missing = refused("SecretNotFound");
      await expect(describeSecret(ctx, there)).rejects.toEqual(missing);
      await expect(getSecretValue(ctx, getSecretValue.schema.parse(there))).rejects.toEqual(missing);
      const put = putSecretValue.schema.parse({ ...there, versionId: "v2", secretData: "x" });
      await expect(putSecretValue(ctx, put)).rejects.toEqual(missing);
      await expect(deleteSecret(ctx, deleteSecret.schema.parse({ ...there, force: true }))).rejects.toEqual(missing);
      expect(await secretsOf(ctx, { names: [name] })).toEqual([]);
    }
    expect(await secretsOf(b.ctx, { instanceIds: [independent.instanceId], names: [name] })).toMatchObject([{ arn }]);
  });

  it("are made under a key of one's own; under the owner's only where its policy lets one (SHR-09, SEC-07, ACC-06)", async () => {
    const mine = await aKey(a.ctx, { instance: joint });
    const make = (name: string, encryptionKey: string) =>
      newSecret(b.ctx, { name, encryptionKey, instanceId: joint.instanceId, secretData: "x" });
    await expect(make("under-the-owners", mine.arn)).rejects.toEqual(refused("KeyNotFound"));
    const policy = { administrators: [], users: [], crossAccountUsers: [`acs:ram::${b.accountId}:root`] };
    await setKeyPolicy(a.ctx, setKeyPolicy.schema.parse({ region, key: mine.keyId, policy }));
    await make("under-the-owners", mine.arn);
    const made = await describeSecret(b.ctx, { region, secret: "under-the-owners" });
    expect(made).toMatchObject({ accountId: b.accountId, instanceId: joint.instanceId });
    const elsewhere = await aKey(b.ctx, { instance: independent });
    await expect(make("under-anothers", elsewhere.keyId)).rejects.toEqual(refused("EncryptionKeyUnsuitable"));
  });

  it("have names that are unique in a jointly shared instance, and may be the same under independent ownership (SHR-11, SEC-04)", async () => {
    const under = async (account: TestAccount, instance: { instanceId: string }) =>
      (await aKey(account.ctx, { instance })).keyId;
    await newSecret(a.ctx, { name: "db/password", encryptionKey: await under(a, joint), secretData: "x" });
    await expect(
      newSecret(b.ctx, { name: "db/password", encryptionKey: await under(b, joint), secretData: "x" }),
    ).rejects.toEqual(refused("SecretExists"));
    for (const one of [b, c])
      await newSecret(one.ctx, { name: "db/password", encryptionKey: await under(one, independent), secretData: "x" });
  });
});

describe("the instance itself", () => {
  it("is listed for a principal as being shared, without its details (SHR-12)", async () => {
    const { rows, total } = await listInstances(b.ctx, listInstances.schema.parse({ region }));
    expect(total).toBe(2);
    const view = rows.find(({ instanceId }) => instanceId === joint.instanceId);
    expect(view).toMatchObject({
      name: "joint",
      type: "SOFTWARE",
      status: "Connected",
      service: "serves",
      ownerAccountId: a.accountId,
      sharing: { role: "principal", isShared: true, ownerAccountId: a.accountId },
      sharingMode: "Joint",
      ...{ vpcId: null, zones: [], vswitchIds: [], boundVpcs: [], endsAt: null, releaseAt: null, enabledAt: null },
      ...{ qps: 0, keyQuota: 0, keyVersionsUsed: 0, secretQuota: 0, accessQuota: 0, logStorageGb: 0, imageVersion: "" },
      held: null,
    });
    expect(view?.lacking).toContain("DescribeInstance");
    expect(view?.lacking).not.toContain("SetDefaultInstance");
    await expect(describeInstance(b.ctx, { region, instanceId: joint.instanceId })).rejects.toEqual(
      refused("NoPermission"),
    );
    const own = await listInstances(b.ctx, listInstances.schema.parse({ region, shared: false }));
    expect([own.total, own.rows]).toEqual([0, []]);
    const ownersView = await describeInstance(a.ctx, { region, instanceId: joint.instanceId });
    expect(ownersView.sharing).toEqual({ role: "owner", isShared: true, ownerAccountId: a.accountId });
    const stranger = await anAccount(world);
    expect((await listInstances(stranger.ctx, listInstances.schema.parse({ region }))).rows).toEqual([]);
  });

  it("may be a principal's default, as far as its RAM lets it, until the share ends (SHR-12, SHR-19, INS-50)", async () => {
    const d = await anAccount(world);
    await aMember(a, d);
    const { shareId } = await aShare(a.ctx, joint, [d]);
    const input = setDefaultInstance.schema.parse({ region, instanceId: joint.instanceId });
    const chosen = async () => (await describeDefaultInstance(d.ctx, { region })).instanceId;
    const Resource = `acs:kms:${region}:${d.accountId}:keystore/${joint.instanceId}`;
    const allowed = [{ Effect: "Allow" as const, Action: "kms:SetDefaultInstance", Resource }];
    await expect(setDefaultInstance((await aRamUser(world, d)).ctx, input)).rejects.toEqual(refused("NoPermission"));
    await setDefaultInstance((await aRamUser(world, d, { statements: allowed })).ctx, input);
    expect(await chosen()).toBe(joint.instanceId);
    const { keyId, instanceId } = await aKey(d.ctx);
    expect(instanceId).toBe(joint.instanceId);
    await base.db.key.updateMany({ where: { keyId }, data: { state: "PendingDeletion", deleteAt: world.clock.now() } });
    await deleteResourceShare(a.ctx, { region, shareId });
    expect(await chosen()).toBeNull();
    // SHR-19: once it was shared the answer is 403; where it never was, nothing is there.
    await expect(setDefaultInstance(d.ctx, input)).rejects.toEqual(refused("NoPermission"));
    const again = createKey.schema.parse({ region, instanceId: joint.instanceId });
    await expect(createKey(d.ctx, again)).rejects.toEqual(refused("NoPermission"));
    const stranger = await anAccount(world);
    await expect(setDefaultInstance(stranger.ctx, input)).rejects.toEqual(refused("InstanceNotFound"));
    await expect(createKey(stranger.ctx, again)).rejects.toEqual(refused("InstanceNotFound"));
    expect((await listInstances(d.ctx, listInstances.schema.parse({ region }))).rows).toEqual([]);
    const known = (ctx: Ctx) => regionOfOwnInstance(ctx, joint.instanceId);
    expect([await known(a.ctx), await known(b.ctx), await known(d.ctx), await known(stranger.ctx)]).toEqual([
      region,
      region,
      region,
      undefined,
    ]);
  });

  it("shows its owner the protected keys of others under joint ownership alone (KEY-57, SHR-08)", async () => {
    for (const [instance, shown] of [
      [joint, true],
      [independent, false],
    ] as const) {
      const [theirs, own] = [await aKey(b.ctx, { instance }), await aKey(a.ctx, { instance })];
      const protect = { region, enabled: true };
      await setDeletionProtection(b.ctx, setDeletionProtection.schema.parse({ ...protect, key: theirs.keyId }));
      await setDeletionProtection(a.ctx, setDeletionProtection.schema.parse({ ...protect, key: own.keyId }));
      const { keys } = await listProtectedKeys(a.ctx, { region, instanceId: instance.instanceId });
      expect(keys.map(({ keyId }) => keyId).sort()).toEqual(shown ? [theirs.keyId, own.keyId].sort() : [own.keyId]);
    }
  });

  it("is not there in another region (SHR-18)", async () => {
    const input = createKey.schema.parse({ region: "ap-northeast-1", instanceId: joint.instanceId });
    await expect(createKey(b.ctx, input)).rejects.toEqual(refused("InstanceNotFound"));
  });
});

describe("Explain access", () => {
  it("says what sharing has to do with a refusal, to whom that is to be known (SHR-19)", async () => {
    const [inJoint, alone, mine] = [
      await aKey(b.ctx, { instance: joint }),
      await aKey(b.ctx, { instance: independent }),
      await aKey(a.ctx, { instance: joint }),
    ];
    const root = ({ accountId }: TestAccount) => `acs:ram::${accountId}:root`;
    const why = async (ctx: Ctx, resource: string, principal: string) => {
      const input = { region, resourceType: "key", resource, principal, action: "kms:Encrypt" };
      const { allowed, sharing } = await explainAccess(ctx, explainAccess.schema.parse(input));
      return [allowed, sharing];
    };
    expect(await why(b.ctx, inJoint.keyId, root(a))).toEqual([true, null]);
    expect(await why(b.ctx, alone.keyId, root(a))).toEqual([false, "OwnerOfIndependent"]);
    expect(await why(a.ctx, mine.keyId, root(c))).toEqual([false, "ShareOfAnother"]);
    // Whom it is shared with is its owner's to know.
    expect(await why(b.ctx, inJoint.keyId, root(c))).toEqual([false, null]);
    const former = await anAccount(world);
    await aMember(a, former);
    const { shareId } = await aShare(a.ctx, joint, [former]);
    await deleteResourceShare(a.ctx, { region, shareId });
    expect(await why(a.ctx, mine.keyId, root(former))).toEqual([false, "ShareNotActive"]);
    const stranger = await anAccount(world);
    expect(await why(a.ctx, mine.keyId, root(stranger))).toEqual([false, null]);
  });
});
