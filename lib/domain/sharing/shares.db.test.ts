import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aPolicy } from "@/lib/testing/builders/a-policy";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aMember, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { parseInput } from "../parse-input";
import { createDirectoryFolder } from "./directory/create-directory-folder";
import { enableResourceDirectory } from "./directory/enable-resource-directory";
import { moveDirectoryMember } from "./directory/move-directory-member";
import { associateResourceShare } from "./shares/associate-resource-share";
import { createResourceShare } from "./shares/create-resource-share";
import { deleteResourceShare } from "./shares/delete-resource-share";
import { describeInstanceAccess } from "./shares/describe-instance-access";
import { describeResourceShare } from "./shares/describe-resource-share";
import { disassociateResourceShare } from "./shares/disassociate-resource-share";
import { listResourceShares } from "./shares/list-resource-shares";
import type { ResourceShareView } from "./shares/share-view";
import { updateResourceShare } from "./shares/update-resource-share";

const region = "cn-hangzhou";
let base: TestDatabase;
let world: TestWorld;
let owner: TestAccount;
let members: [TestAccount, TestAccount, TestAccount];
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  owner = await anAccount(world);
  members = [await anAccount(world), await anAccount(world), await anAccount(world)];
  await aDirectory(owner);
  for (const member of members) {
    world.clock.advance({ seconds: 1 });
    await aMember(owner, member);
  }
});
afterAll(() => base.close());

const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );
const account = ({ accountId }: TestAccount) => ({ kind: "Account", accountId }) as const;
const create = (ctx: Ctx, input: object) =>
  createResourceShare(ctx, parseInput(createResourceShare, { region, name: "share", ...input }));
const associate = (shareId: string, input: object, ctx = owner.ctx) =>
  associateResourceShare(ctx, parseInput(associateResourceShare, { region, shareId, ...input }));
const disassociate = (shareId: string, input: object) =>
  disassociateResourceShare(owner.ctx, parseInput(disassociateResourceShare, { region, shareId, ...input }));
const end = (shareId: string) => deleteResourceShare(owner.ctx, { region, shareId });
const access = (instanceId: string) => describeInstanceAccess(owner.ctx, { region, instanceId });
const quotaIs = (instanceId: string, accessQuota: number) =>
  base.db.instance.update({ where: { instanceId }, data: { accessQuota } });
const stateOf = async (instanceId: string, { accountId }: TestAccount) =>
  (await base.db.instancePrincipal.findFirst({ where: { instance: { instanceId }, accountId } }))?.state;
/** The states that a view tells, by account. */
const told = (view: ResourceShareView) =>
  Object.fromEntries(view.principals.flatMap((one) => one.accounts.map(({ accountId, state }) => [accountId, state])));
const idOf = (view: ResourceShareView, { accountId }: TestAccount) =>
  view.principals.find((one) => one.accountId === accountId)?.principalId ?? "";

describe("what can be shared", () => {
  it("is asked of each instance that whoever is named gets at, not of the share alone (SHR-03, ACC-01)", async () => {
    const [open, closed] = [await anInstance(owner.ctx), await anInstance(owner.ctx)];
    const { shareId } = await aShare(owner.ctx, open, []);
    await associate(shareId, { instanceIds: [closed.instanceId] });
    const keystore = `acs:kms:*:${owner.accountId}:keystore/${closed.instanceId}`;
    const { policyName } = await aPolicy(owner.ctx, [
      { Effect: "Allow", Action: "kms:*", Resource: "*" },
      { Effect: "Deny", Action: "kms:AssociateResourceShare", Resource: keystore },
    ]);
    const user = await aRamUser(world, owner, { policies: [policyName] });
    const named = { principals: [account(members[0])] };
    expect(await code(associate(shareId, named, user.ctx))).toBe("NoPermission");
    expect(await stateOf(closed.instanceId, members[0])).toBeUndefined();
    expect(await code(associate(shareId, named))).toBe("ok");
  });

  it("is nothing before the directory's management account has enabled sharing (SHR-03)", async () => {
    const [early, stranger] = [await anAccount(world), await anAccount(world)];
    expect(await code(create(stranger.ctx, {}))).toBe("DirectoryNotFound");
    await enableResourceDirectory(early.ctx, {});
    expect(await code(create(early.ctx, {}))).toBe("SharingNotEnabled");
  });

  it("is an enabled instance that serves, of the account's own and in the region of the share (SHR-02)", async () => {
    const [own, theirs] = [await anInstance(owner.ctx), await anInstance(members[0].ctx)];
    const fresh = await anInstance(owner.ctx, { enabled: false });
    const expired = await anInstance(owner.ctx);
    await base.db.instance.update({ where: { pk: expired.pk }, data: { endsAt: world.clock.now() } });
    const of = (instanceId: string) => code(create(owner.ctx, { instanceIds: [instanceId] }));
    expect(await of(own.instanceId)).toBe("ok");
    expect(await of(fresh.instanceId)).toBe("InstanceNotShareable");
    expect(await of(expired.instanceId)).toBe("InstanceNotShareable");
    expect(await of(theirs.instanceId)).toBe("InstanceNotFound");
    await aShare(members[0].ctx, theirs, [owner]);
    expect(await of(theirs.instanceId)).toBe("NoPermission"); // to work in it is not to give it on (SHR-12)
    expect(await code(create(owner.ctx, { region: "cn-shanghai", instanceIds: [own.instanceId] }))).toBe(
      "InstanceNotFound",
    );
    const { shareId } = await create(owner.ctx, {});
    expect(await code(associate(shareId, { instanceIds: [fresh.instanceId] }))).toBe("InstanceNotShareable");
    expect((await describeResourceShare(owner.ctx, { region, shareId })).instances).toEqual([]);
  });

  it.each(["HARDWARE", "EXTERNAL"] as const)("is an instance of any type: %s (SHR-02, SHR-10)", async (type) => {
    const instance = await anInstance(owner.ctx);
    await base.db.instance.update({ where: { pk: instance.pk }, data: { type } });
    const view = await aShare(owner.ctx, instance, [members[0]]);
    expect(told(view)).toEqual({ [members[0].accountId]: "Active" });
  });

  it("has a name of SHR-04's and of its own account, and can be named again", async () => {
    const { shareId } = await create(owner.ctx, { name: "共享-1" });
    expect(shareId).toMatch(/^rs-[a-z0-9]{21}$/);
    expect(await code(create(owner.ctx, { name: "a b" }))).toBe("InvalidShareName");
    const rename = (name: string, ctx = owner.ctx) => code(updateResourceShare(ctx, { region, shareId, name }));
    expect([await rename("x".repeat(51)), await rename("second")]).toEqual(["InvalidShareName", "ok"]);
    expect(await rename("mine", members[0].ctx)).toBe("ShareNotFound");
    expect(await describeResourceShare(owner.ctx, { region, shareId })).toMatchObject({
      name: "second",
      permission: "AliyunRSDefaultPermissionKMSInstance",
      arn: `acs:kms:${region}:${owner.accountId}:share/${shareId}`,
    });
    expect(await code(describeResourceShare(owner.ctx, { region: "cn-shanghai", shareId }))).toBe("ShareNotFound");
  });
});

describe("whom it is shared with (SHR-01, SHR-05)", () => {
  it("is another member, a folder or the directory, each once; the refusal says who is none", async () => {
    const stranger = await anAccount(world);
    const elsewhere = await anAccount(world);
    await aDirectory(elsewhere);
    const { folderId: theirs } = await createDirectoryFolder(elsewhere.ctx, { name: "x", parentId: null });
    const { folderId } = await createDirectoryFolder(owner.ctx, { name: "once", parentId: null });
    const refused = (...principals: object[]) =>
      create(owner.ctx, { principals }).then(
        () => "ok",
        (error) => [error.code, error.params.principal],
      );
    for (const none of [owner, stranger, elsewhere]) {
      expect(await refused(account(none))).toEqual(["InvalidSharePrincipal", none.accountId]);
    }
    const folder = { kind: "Folder", folderId };
    expect(await refused({ kind: "Folder", folderId: theirs })).toEqual(["InvalidSharePrincipal", theirs]);
    expect(await refused(account(members[0]), account(members[0]))).toEqual([
      "InvalidSharePrincipal",
      members[0].accountId,
    ]);
    expect(await refused(folder, folder)).toEqual(["InvalidSharePrincipal", folderId]);
    expect(await refused({ kind: "Directory" }, { kind: "Directory" })).toEqual(["InvalidSharePrincipal", "Directory"]);
    expect(await refused(account(members[0]), folder, { kind: "Directory" })).toBe("ok");
    const { shareId } = await create(owner.ctx, { principals: [account(members[0])] });
    expect(await code(associate(shareId, { principals: [account(members[0])] }))).toBe("InvalidSharePrincipal");
  });

  it("loses access when it is in no share of the instance any more, not before", async () => {
    const instance = await anInstance(owner.ctx);
    const [member] = members;
    const one = await aShare(owner.ctx, instance, [member]);
    const two = await aShare(owner.ctx, instance, [{ kind: "Directory" }]);
    await end(one.shareId);
    expect(await stateOf(instance.instanceId, member)).toBe("Active");
    await disassociate(two.shareId, { principalIds: two.principals.map(({ principalId }) => principalId) });
    expect(await stateOf(instance.instanceId, member)).toBe("Ended");
    expect(await code(end(one.shareId))).toBe("ShareNotFound");
  });

  it("gets further instances of the share, and loses those that are taken out", async () => {
    const [first, second] = [await anInstance(owner.ctx), await anInstance(owner.ctx)];
    const [member] = members;
    const { shareId } = await aShare(owner.ctx, first, [member]);
    await associate(shareId, { instanceIds: [second.instanceId] });
    expect(await stateOf(second.instanceId, member)).toBe("Active");
    const left = await disassociate(shareId, { instanceIds: [first.instanceId] });
    expect(left.instances).toEqual([{ instanceId: second.instanceId, name: second.name }]);
    expect(await stateOf(first.instanceId, member)).toBe("Ended");
    expect(await code(disassociate(shareId, { instanceIds: [first.instanceId] }))).toBe("InstanceNotFound");
    const nobody = world.ctx.newId();
    expect(await code(disassociate(shareId, { principalIds: [nobody] }))).toBe("InvalidSharePrincipal");
  });

  it("is told in its own trail and the owner's", async () => {
    const instance = await anInstance(owner.ctx);
    const [, , member] = members;
    const { shareId } = await aShare(owner.ctx, instance, [member]);
    await end(shareId);
    const { instanceId } = instance;
    const detail = { instanceId, ownerAccountId: owner.accountId, principalAccountId: member.accountId };
    for (const { accountId } of [member, owner]) {
      const where = { accountId, event: { endsWith: "SharedInstance" }, resource: { endsWith: instanceId } };
      const events = await base.db.auditEvent.findMany({ where, orderBy: { event: "asc" } });
      expect(events.map((one) => [one.event, one.detail])).toEqual([
        ["LoseSharedInstance", detail],
        ["ReceiveSharedInstance", detail],
      ]);
    }
    const own = await base.db.auditEvent.findMany({
      where: { resource: { endsWith: shareId } },
      orderBy: { event: "asc" },
    });
    expect(own.map((one) => [one.accountId, one.event, one.detail])).toEqual([
      [
        owner.accountId,
        "CreateResourceShare",
        { name: "test-share", instances: [instanceId], principals: [member.accountId], given: 1, failed: 0 },
      ],
      [owner.accountId, "DeleteResourceShare", { name: "test-share", ended: 1 }],
    ]);
  });
});

describe("the access management quota (SHR-14, SHR-15)", () => {
  it("counts networks and other accounts, each once: 3 accounts and 2 networks are 5 (SHR-14)", async () => {
    const { instanceId, ...instance } = await anInstance(owner.ctx);
    const bound = { regionId: region, vpcId: "vpc-2", vswitchId: "vsw-2", vpcOwnerId: owner.accountId };
    await base.db.instance.update({ where: { instanceId }, data: { boundVpcs: [bound] } });
    await aShare(owner.ctx, { instanceId, ...instance }, members);
    await aShare(owner.ctx, { instanceId, ...instance }, [members[0], { kind: "Directory" }]);
    expect(await access(instanceId)).toMatchObject({
      used: 5,
      vpcs: 2,
      quota: 10_000,
      failed: [],
      sharingMode: "Joint",
    });
    const { accounts } = await access(instanceId);
    expect(new Set(accounts.map(({ name }) => name))).toEqual(new Set(members.map(({ name }) => name)));
    expect(await code(describeInstanceAccess(members[0].ctx, { region, instanceId }))).toBe("NoPermission");
  });

  it("gives access while it lasts and says who got none; more quota does not retry, to be named again does (SHR-15)", async () => {
    const instance = await anInstance(owner.ctx);
    const { instanceId } = instance;
    await quotaIs(instanceId, 2); // its network is one
    const [first, second] = members;
    const view = await aShare(owner.ctx, instance, [second, first]);
    const partly = { [first.accountId]: "Active", [second.accountId]: "Failed" };
    expect(told(view)).toEqual(partly); // in the order in which they joined the directory
    expect((await access(instanceId)).failed).toEqual([{ accountId: second.accountId, name: second.name }]);
    await quotaIs(instanceId, 10);
    const { shareId } = view;
    const third = await associate(shareId, { principals: [account(members[2])] });
    expect(told(third)).toEqual({ ...partly, [members[2].accountId]: "Active" });
    await disassociate(shareId, { principalIds: [idOf(view, second)] });
    const again = await associate(shareId, { principals: [account(second)] });
    expect(told(again)[second.accountId]).toBe("Active");
    expect((await access(instanceId)).failed).toEqual([]);
  });

  it("is tried again for whoever is named in another way, and not by a move between folders (SHR-15)", async () => {
    const instance = await anInstance(owner.ctx);
    const [member] = members;
    await quotaIs(instance.instanceId, 1);
    const share = await aShare(owner.ctx, instance, [{ kind: "Directory" }]);
    expect(new Set(Object.values(told(share)))).toEqual(new Set(["Failed"]));
    await quotaIs(instance.instanceId, 10);
    const { folderId } = await createDirectoryFolder(owner.ctx, { name: "moved-to", parentId: null });
    await moveDirectoryMember(owner.ctx, { accountId: member.accountId, folderId });
    expect(await stateOf(instance.instanceId, member)).toBe("Failed");
    await aShare(owner.ctx, instance, [{ kind: "Folder", folderId }]);
    expect(await stateOf(instance.instanceId, member)).toBe("Active");
    expect(await stateOf(instance.instanceId, members[1])).toBe("Failed");
  });

  it("goes to exactly one of two that are added at once as its last unit (SHR-15)", async () => {
    const instance = await anInstance(owner.ctx);
    await quotaIs(instance.instanceId, 2);
    const [a, b] = members;
    const views = await Promise.all([a, b].map((one) => aShare(owner.ctx, instance, [one])));
    const states = [views[0] && told(views[0])[a.accountId], views[1] && told(views[1])[b.accountId]];
    expect(states.toSorted()).toEqual(["Active", "Failed"]);
    expect((await access(instance.instanceId)).used).toBe(2);
  });
});

describe("the end of a share (SHR-16)", () => {
  it("is refused whole while somebody who would lose access holds keys or secrets, and says how many", async () => {
    const instance = await anInstance(owner.ctx);
    const [holder, idle] = members;
    const view = await aShare(owner.ctx, instance, [holder, idle]);
    const { shareId } = view;
    const { name } = await aSecret(holder.ctx, { instance });
    const inUse = {
      code: "ResourceInUse",
      params: { accounts: `${holder.name} (${holder.accountId})`, keys: 1, secrets: 1 },
    };
    for (const work of [
      () => end(shareId),
      () => disassociate(shareId, { principalIds: view.principals.map(({ principalId }) => principalId) }),
      () => disassociate(shareId, { instanceIds: [instance.instanceId] }),
    ]) {
      await expect(work()).rejects.toMatchObject(inUse);
    }
    expect(await describeResourceShare(owner.ctx, { region, shareId })).toEqual(view);
    expect(await stateOf(instance.instanceId, idle)).toBe("Active");
    // Whoever holds nothing can be taken out.
    expect(told(await disassociate(shareId, { principalIds: [idOf(view, idle)] }))).toEqual({
      [holder.accountId]: "Active",
    });
    const now = world.clock.now();
    await base.db.secret.updateMany({ where: { name }, data: { plannedDeleteAt: now } });
    await base.db.key.updateMany({
      where: { accountId: holder.accountId },
      data: { state: "PendingDeletion", deleteAt: now },
    });
    await end(shareId);
    expect(await stateOf(instance.instanceId, holder)).toBe("Ended");
  });

  it("and a key that a principal creates at the same moment exclude one another", async () => {
    const [member] = members;
    for (const _ of [1, 2, 3, 4]) {
      const instance = await anInstance(owner.ctx);
      const { shareId } = await aShare(owner.ctx, instance, [member]);
      const [ended, made] = await Promise.all([code(end(shareId)), code(aKey(member.ctx, { instance }))]);
      const keys = await base.db.key.count({ where: { instancePk: instance.pk } });
      expect([
        ["ok", "NoPermission", 0, "Ended"], // 403, as the share is not active any more (SHR-19)
        ["ResourceInUse", "ok", 1, "Active"],
      ]).toContainEqual([ended, made, keys, await stateOf(instance.instanceId, member)]);
    }
  });
});

describe("lists of shares", () => {
  it("show an account its own of a region, newest first, with who got access; a member has its own (SHR-04)", async () => {
    const [lister, member] = [await anAccount(world), await anAccount(world)];
    await aDirectory(lister, [member]);
    const [one, two] = [await anInstance(lister.ctx), await anInstance(lister.ctx)];
    const first = await aShare(lister.ctx, one, [member]);
    world.clock.advance({ seconds: 1 });
    const second = await aShare(lister.ctx, two, [{ kind: "Directory" }]);
    const list = (ctx: Ctx, input: object = {}) =>
      listResourceShares(ctx, parseInput(listResourceShares, { region, ...input }));
    const { rows, total } = await list(lister.ctx);
    expect([total, rows]).toEqual([2, [second, first]]);
    expect((await list(lister.ctx, { instanceId: one.instanceId })).rows).toEqual([first]);
    const page = await list(lister.ctx, { page: { size: 1 } });
    expect((await list(lister.ctx, { page: { size: 1, after: page.next } })).rows).toEqual([first]);
    expect((await list(member.ctx)).total).toBe(0);
    expect((await list(lister.ctx, { region: "cn-shanghai" })).total).toBe(0);
    const late = await anAccount(world);
    await aMember(lister, late);
    const seen = await describeResourceShare(lister.ctx, { region, shareId: second.shareId });
    expect(told(seen)).toEqual({ [member.accountId]: "Active", [late.accountId]: "Active" });
  });
});
