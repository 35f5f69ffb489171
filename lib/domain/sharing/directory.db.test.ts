import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aDirectory, aMember, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { acceptDirectoryInvitation } from "./directory/accept-directory-invitation";
import { cancelDirectoryInvitation } from "./directory/cancel-directory-invitation";
import { createDirectoryFolder } from "./directory/create-directory-folder";
import { declineDirectoryInvitation } from "./directory/decline-directory-invitation";
import { deleteDirectoryFolder } from "./directory/delete-directory-folder";
import { describeResourceDirectory } from "./directory/describe-resource-directory";
import { disableResourceDirectory } from "./directory/disable-resource-directory";
import { enableResourceDirectory } from "./directory/enable-resource-directory";
import { enableResourceSharing } from "./directory/enable-resource-sharing";
import { inviteDirectoryMember } from "./directory/invite-directory-member";
import { listDirectoryInvitations } from "./directory/list-directory-invitations";
import { moveDirectoryMember } from "./directory/move-directory-member";
import { removeDirectoryMember } from "./directory/remove-directory-member";
import { renameDirectoryFolder } from "./directory/rename-directory-folder";
import { setAccountEnterprise } from "./directory/set-account-enterprise";
import { deleteResourceShare } from "./shares/delete-resource-share";

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base.close());

const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );
const operator = () => world.as({ kind: "operator", osUser: "ops" });
const enterpriseIs = (account: string, enterprise: string | null) =>
  setAccountEnterprise(operator(), { account, enterprise });
const invite = ({ ctx }: TestAccount, { accountId }: TestAccount) => inviteDirectoryMember(ctx, { accountId });
const folderIn = async ({ ctx }: TestAccount, name: string, parentId: string | null = null) =>
  (await createDirectoryFolder(ctx, { name, parentId })).folderId;
const accounts = (n: number) => Promise.all(Array.from({ length: n }, () => anAccount(world)));
const stateOf = async (instanceId: string, { accountId }: TestAccount) =>
  (await base.db.instancePrincipal.findFirst({ where: { instance: { instanceId }, accountId } }))?.state;

describe("enabling a directory (SHR-01, SHR-03)", () => {
  it("makes the account its management account and first member, once", async () => {
    const [owner] = (await accounts(1)) as [TestAccount];
    const { directoryId } = await enableResourceDirectory(owner.ctx, {});
    expect(directoryId).toMatch(/^rd-[a-z0-9]{16}$/);
    const { accountId, name } = owner;
    expect(await describeResourceDirectory(owner.ctx, {})).toMatchObject({
      directoryId,
      managementAccountId: accountId,
      isManagement: true,
      sharingEnabled: false,
      members: [{ accountId, name, folderId: null, isManagement: true }],
      lacking: [],
    });
    expect(await code(enableResourceDirectory(owner.ctx, {}))).toBe("DirectoryExists");
    await enableResourceSharing(owner.ctx, {});
    expect(await describeResourceDirectory(owner.ctx, {})).toMatchObject({ sharingEnabled: true });
  });

  it("is for accounts of a verified enterprise alone (SHR-01)", async () => {
    const [owner] = (await accounts(1)) as [TestAccount];
    await enterpriseIs(owner.name, null);
    expect(await code(enableResourceDirectory(owner.ctx, {}))).toBe("EnterpriseNotVerified");
    await enterpriseIs(owner.name, "northgate");
    await enableResourceDirectory(owner.ctx, {});
    expect(await describeResourceDirectory(owner.ctx, {})).toMatchObject({ enterprise: "northgate" });
  });

  it("succeeds for one of two at once", async () => {
    const [owner] = (await accounts(1)) as [TestAccount];
    const twice = await Promise.all([1, 2].map(() => code(enableResourceDirectory(owner.ctx, {}))));
    expect(twice.toSorted()).toEqual(["DirectoryExists", "ok"]);
  });

  it("fixes the enterprise of each member, which only an operator sets (SHR-01)", async () => {
    const [owner, member] = (await accounts(2)) as [TestAccount, TestAccount];
    await aDirectory(owner, [member]);
    for (const { accountId } of [owner, member]) {
      expect(await code(enterpriseIs(accountId, "another"))).toBe("DirectoryExists");
    }
    expect(await code(setAccountEnterprise(owner.ctx, { account: owner.name, enterprise: null }))).toBe("NoPermission");
    expect(await code(enterpriseIs("nobody", "another"))).toBe("AccountNotFound");
    const { enterprise } = await base.db.account.findUniqueOrThrow({ where: { accountId: owner.accountId } });
    expect(enterprise).toBe("default");
  });
});

describe("an invitation", () => {
  it("is for an account of the same enterprise that is no member yet, one at a time (SHR-01)", async () => {
    const [owner, guest, foreign, unverified] = (await accounts(4)) as [
      TestAccount,
      TestAccount,
      TestAccount,
      TestAccount,
    ];
    await aDirectory(owner);
    await enterpriseIs(foreign.name, "another");
    await enterpriseIs(unverified.name, null);
    expect(await code(invite(owner, foreign))).toBe("NotSameEnterprise");
    expect(await code(invite(owner, unverified))).toBe("NotSameEnterprise");
    expect(await code(invite(owner, owner))).toBe("DirectoryExists");
    expect(await code(inviteDirectoryMember(owner.ctx, { accountId: "9999999999999999" }))).toBe("AccountNotFound");
    const twice = await Promise.all([1, 2].map(() => code(invite(owner, guest))));
    expect(twice.toSorted()).toEqual(["InvitationExists", "ok"]);
    await enterpriseIs(guest.name, "another"); // it is in no directory yet
    const { rows } = await listDirectoryInvitations(guest.ctx, listDirectoryInvitations.schema.parse({}));
    const invitationId = rows[0]?.invitationId ?? "";
    expect(await code(acceptDirectoryInvitation(guest.ctx, { invitationId }))).toBe("NotSameEnterprise");
    await enterpriseIs(guest.name, "default");
    await acceptDirectoryInvitation(guest.ctx, { invitationId });
    expect(await code(invite(owner, guest))).toBe("DirectoryExists");
    expect(await code(acceptDirectoryInvitation(guest.ctx, { invitationId }))).toBe("InvitationNotOpen");
  });

  it("is answered by the invited account alone, and taken back by the directory alone", async () => {
    const [owner, guest, other] = (await accounts(3)) as [TestAccount, TestAccount, TestAccount];
    await aDirectory(owner);
    await aDirectory(other);
    const first = await invite(owner, guest);
    for (const stranger of [owner, other]) {
      expect(await code(acceptDirectoryInvitation(stranger.ctx, first))).toBe("InvitationNotFound");
      expect(await code(declineDirectoryInvitation(stranger.ctx, first))).toBe("InvitationNotFound");
    }
    expect(await code(cancelDirectoryInvitation(other.ctx, first))).toBe("InvitationNotFound");
    await declineDirectoryInvitation(guest.ctx, first);
    world.clock.advance({ seconds: 1 });
    const second = await invite(owner, guest);
    await cancelDirectoryInvitation(owner.ctx, second);
    expect(await code(acceptDirectoryInvitation(guest.ctx, second))).toBe("InvitationNotOpen");
    const states = async ({ ctx }: TestAccount, direction: "Received" | "Sent") =>
      (await listDirectoryInvitations(ctx, listDirectoryInvitations.schema.parse({ direction }))).rows.map(
        (row) => row.state,
      );
    expect(await states(guest, "Received")).toEqual(["Cancelled", "Declined"]);
    expect(await states(owner, "Sent")).toEqual(["Cancelled", "Declined"]);
    expect(await code(states(guest, "Sent"))).toBe("DirectoryNotFound");
  });

  it("can be answered for 14 days; then another can be sent", async () => {
    const [owner, guest] = (await accounts(2)) as [TestAccount, TestAccount];
    await aDirectory(owner);
    const first = await invite(owner, guest);
    world.clock.advance({ days: 14 });
    expect(await code(acceptDirectoryInvitation(guest.ctx, first))).toBe("InvitationNotOpen");
    expect(await code(cancelDirectoryInvitation(owner.ctx, first))).toBe("InvitationNotOpen");
    expect((await describeResourceDirectory(owner.ctx, {})).invitations).toEqual([]);
    const second = await invite(owner, guest);
    const { rows } = await listDirectoryInvitations(guest.ctx, listDirectoryInvitations.schema.parse({}));
    expect(rows.map(({ state }) => state)).toEqual(["Open", "Expired"]);
    await acceptDirectoryInvitation(guest.ctx, second);
  });

  it("is accepted by an account in no other directory, and of two at once one counts (SHR-01)", async () => {
    const [one, other, guest] = (await accounts(3)) as [TestAccount, TestAccount, TestAccount];
    await aDirectory(one);
    await aDirectory(other);
    const invitations = [await invite(one, guest), await invite(other, guest)];
    const both = await Promise.all(invitations.map((each) => code(acceptDirectoryInvitation(guest.ctx, each))));
    expect(both.toSorted()).toEqual(["DirectoryExists", "ok"]);
  });
});

describe("the directory", () => {
  it("is changed by its management account alone; a member sees its own place, a stranger nothing", async () => {
    const [owner, member, other, stranger] = (await accounts(4)) as [
      TestAccount,
      TestAccount,
      TestAccount,
      TestAccount,
    ];
    await aDirectory(owner, [member, other]);
    const folderId = await folderIn(owner, "prod");
    const { accountId } = other;
    const acts = (ctx: TestAccount["ctx"]) => [
      disableResourceDirectory(ctx, {}),
      enableResourceSharing(ctx, {}),
      createDirectoryFolder(ctx, { name: "x", parentId: null }),
      renameDirectoryFolder(ctx, { folderId, name: "y" }),
      deleteDirectoryFolder(ctx, { folderId }),
      inviteDirectoryMember(ctx, { accountId: stranger.accountId }),
      moveDirectoryMember(ctx, { accountId, folderId }),
      removeDirectoryMember(ctx, { accountId }),
    ];
    const told = (ctx: TestAccount["ctx"]) => Promise.all(acts(ctx).map(code));
    expect(new Set(await told(member.ctx))).toEqual(new Set(["NoPermission"]));
    expect(new Set(await told(stranger.ctx))).toEqual(new Set(["DirectoryNotFound"]));
    expect(await describeResourceDirectory(member.ctx, {})).toMatchObject({
      managementAccountId: owner.accountId,
      isManagement: false,
      folders: [],
      members: [{ accountId: member.accountId }],
      invitations: [],
    });
    expect(await code(describeResourceDirectory(stranger.ctx, {}))).toBe("DirectoryNotFound");
  });

  it("has folders at most five deep, whose names differ beside one another", async () => {
    const [owner] = (await accounts(1)) as [TestAccount];
    await aDirectory(owner);
    let parentId: string | null = null;
    for (const name of ["1", "2", "3", "4", "5"]) parentId = await folderIn(owner, name, parentId);
    expect(await code(folderIn(owner, "6", parentId))).toBe("FolderTooDeep");
    expect(await code(folderIn(owner, "a b"))).toBe("InvalidFolderName");
    expect(await code(folderIn(owner, "x", "fd-nowhere"))).toBe("FolderNotFound");
    const twice = await Promise.all([1, 2].map(() => code(folderIn(owner, "twice"))));
    expect(twice.toSorted()).toEqual(["FolderExists", "ok"]);
    const other = await folderIn(owner, "other");
    const rename = (name: string) => code(renameDirectoryFolder(owner.ctx, { folderId: other, name }));
    expect([await rename("twice"), await rename("other"), await rename("a/b"), await rename("2")]).toEqual([
      "FolderExists",
      "ok",
      "InvalidFolderName",
      "ok", // the other folder of that name lies elsewhere
    ]);
    const { folders } = await describeResourceDirectory(owner.ctx, {});
    expect(folders.find(({ name }) => name === "5")).toMatchObject({ folderId: parentId });
  });

  it("loses only what is empty: folders, and then itself", async () => {
    const [owner, member] = (await accounts(2)) as [TestAccount, TestAccount];
    await aDirectory(owner, [member]);
    const instance = await anInstance(owner.ctx);
    const folderId = await folderIn(owner, "prod");
    const inner = await folderIn(owner, "inner", folderId);
    const { accountId } = member;
    const drop = (id: string) => code(deleteDirectoryFolder(owner.ctx, { folderId: id }));
    expect(await drop(folderId)).toBe("FolderInUse");
    await moveDirectoryMember(owner.ctx, { accountId, folderId: inner });
    expect(await drop(inner)).toBe("FolderInUse");
    await moveDirectoryMember(owner.ctx, { accountId, folderId: null });
    const { shareId } = await aShare(owner.ctx, instance, [{ kind: "Folder", folderId: inner }]);
    expect(await drop(inner)).toBe("FolderInUse");
    await deleteResourceShare(owner.ctx, { region: instance.region, shareId });
    const disable = () => code(disableResourceDirectory(owner.ctx, {}));
    expect([await drop(inner), await disable(), await drop(folderId), await disable()]).toEqual([
      "ok",
      "DirectoryInUse",
      "ok",
      "DirectoryInUse",
    ]);
    await removeDirectoryMember(owner.ctx, { accountId });
    const empty = await aShare(owner.ctx, instance, []);
    expect(await disable()).toBe("DirectoryInUse");
    await deleteResourceShare(owner.ctx, empty);
    const open = await invite(owner, member);
    expect(await disable()).toBe("ok");
    expect(await code(acceptDirectoryInvitation(member.ctx, open))).toBe("InvitationNotFound");
    expect(await code(describeResourceDirectory(owner.ctx, {}))).toBe("DirectoryNotFound");
  });
});

describe("members and what is shared with places (SHR-05, SHR-16)", () => {
  it("get what is shared with the whole directory or their folder, also when they come later, and lose it as they go", async () => {
    const [owner, member, late] = (await accounts(3)) as [TestAccount, TestAccount, TestAccount];
    await aDirectory(owner, [member]);
    const [everywhere, inFolder] = [await anInstance(owner.ctx), await anInstance(owner.ctx)];
    const folderId = await folderIn(owner, "prod");
    const below = await folderIn(owner, "below", folderId);
    await aShare(owner.ctx, everywhere, [{ kind: "Directory" }]);
    await aShare(owner.ctx, inFolder, [{ kind: "Folder", folderId }]);
    const states = async (account: TestAccount) => [
      await stateOf(everywhere.instanceId, account),
      await stateOf(inFolder.instanceId, account),
    ];
    expect(await states(member)).toEqual(["Active", undefined]);
    await aMember(owner, late);
    expect(await states(late)).toEqual(["Active", undefined]);
    const move = (to: string | null) => moveDirectoryMember(owner.ctx, { accountId: late.accountId, folderId: to });
    await move(below);
    expect(await states(late)).toEqual(["Active", "Active"]);
    await move(null);
    expect(await states(late)).toEqual(["Active", "Ended"]);
    await removeDirectoryMember(late.ctx, { accountId: late.accountId }); // it may leave by itself
    expect(await states(late)).toEqual(["Ended", "Ended"]);
    expect(await code(describeResourceDirectory(late.ctx, {}))).toBe("DirectoryNotFound");
  });

  it("stay while they hold keys in what they would lose, however they would lose it (SHR-16)", async () => {
    const [owner, member] = (await accounts(2)) as [TestAccount, TestAccount];
    await aDirectory(owner, [member]);
    const instance = await anInstance(owner.ctx);
    const folderId = await folderIn(owner, "prod");
    const { accountId } = member;
    await moveDirectoryMember(owner.ctx, { accountId, folderId });
    await aShare(owner.ctx, instance, [{ kind: "Folder", folderId }]);
    const key = await aKey(member.ctx, { instance });
    const before = await describeResourceDirectory(owner.ctx, {});
    for (const work of [
      () => moveDirectoryMember(owner.ctx, { accountId, folderId: null }),
      () => removeDirectoryMember(owner.ctx, { accountId }),
      () => removeDirectoryMember(member.ctx, { accountId }),
    ]) {
      await expect(work()).rejects.toMatchObject({
        code: "ResourceInUse",
        params: { accounts: `${member.name} (${accountId})`, keys: 1, secrets: 0 },
      });
    }
    expect(await describeResourceDirectory(owner.ctx, {})).toEqual(before);
    expect(await stateOf(instance.instanceId, member)).toBe("Active");
    await base.db.key.updateMany({
      where: { keyId: key.keyId },
      data: { state: "PendingDeletion", deleteAt: world.clock.now() },
    });
    await removeDirectoryMember(owner.ctx, { accountId });
    expect(await stateOf(instance.instanceId, member)).toBe("Ended");
  });

  it("end their own shares before they go, and are not shared with again when they come back", async () => {
    const [owner, member] = (await accounts(2)) as [TestAccount, TestAccount];
    await aDirectory(owner, [member]);
    const [mine, theirs] = [await anInstance(owner.ctx), await anInstance(member.ctx)];
    await aShare(owner.ctx, mine, [member]);
    const { accountId } = member;
    const share = await aShare(member.ctx, theirs, [owner]); // a member shares as the management account does
    expect(await stateOf(theirs.instanceId, owner)).toBe("Active");
    expect(await code(removeDirectoryMember(owner.ctx, { accountId }))).toBe("DirectoryInUse");
    await deleteResourceShare(member.ctx, share);
    await removeDirectoryMember(owner.ctx, { accountId });
    expect(await stateOf(mine.instanceId, member)).toBe("Ended");
    await aMember(owner, member);
    expect(await stateOf(mine.instanceId, member)).toBe("Ended");
  });

  it("are moved and removed only while they are there; the management account stays", async () => {
    const [owner, stranger] = (await accounts(2)) as [TestAccount, TestAccount];
    await aDirectory(owner);
    const folderId = await folderIn(owner, "prod");
    const move = (accountId: string, to: string) => code(moveDirectoryMember(owner.ctx, { accountId, folderId: to }));
    expect(await move(owner.accountId, folderId)).toBe("ManagementAccountStays");
    expect(await code(removeDirectoryMember(owner.ctx, owner))).toBe("ManagementAccountStays");
    expect(await move(stranger.accountId, folderId)).toBe("DirectoryMemberNotFound");
    expect(await code(removeDirectoryMember(owner.ctx, stranger))).toBe("DirectoryMemberNotFound");
    await aMember(owner, stranger);
    expect(await move(stranger.accountId, "fd-nowhere")).toBe("FolderNotFound");
  });
});

it("tells both sides' trails of members, and nobody else's", async () => {
  const [owner, member] = (await accounts(2)) as [TestAccount, TestAccount];
  await aDirectory(owner, [member]);
  await removeDirectoryMember(member.ctx, { accountId: member.accountId });
  const events = async ({ accountId }: TestAccount) =>
    (
      await base.db.auditEvent.findMany({
        where: { accountId, event: { contains: "Director" } },
        orderBy: { event: "asc" },
      })
    ).map(({ event, actor, resource }) => [event, actor.split(":")[3], resource]);
  const of = ({ accountId }: TestAccount) => `acs:kms:*:${accountId}:directory`;
  expect(await events(member)).toEqual([
    ["AcceptDirectoryInvitation", member.accountId, of(member)],
    ["RemoveDirectoryMember", member.accountId, of(member)],
  ]);
  expect(await events(owner)).toEqual([
    ["AcceptDirectoryInvitation", member.accountId, of(owner)],
    ["EnableResourceDirectory", owner.accountId, of(owner)],
    ["InviteDirectoryMember", owner.accountId, of(owner)],
    ["RemoveDirectoryMember", member.accountId, of(owner)],
  ]);
});
