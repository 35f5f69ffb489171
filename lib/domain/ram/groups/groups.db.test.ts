import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { attachPolicyToGroup, detachPolicyFromGroup } from "../policies/attachments";
import { GROUPS_MAX } from "../ram-rules";
import { getUser } from "../users/get-user";
import { listUsers } from "../users/list-users";
import { createGroup } from "./create-group";
import { deleteGroup } from "./delete-group";
import { getGroup } from "./get-group";
import { addUserToGroup, removeUserFromGroup } from "./group-members";
import { listGroups } from "./list-groups";
import { updateGroup } from "./update-group";

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
const READ = { policyType: "System", policyName: "AliyunRAMReadOnlyAccess" } as const;

describe("groups (ACC-10)", () => {
  it("hand their policies to their members, for as long as they are members", async () => {
    const account = await anAccount(world);
    const { ctx } = account;
    const groupName = "readers";
    await createGroup(ctx, { groupName, comments: "" });
    const user = await aRamUser(world, account);
    const may = async () => code(listUsers(await user.again(), listUsers.schema.parse({})));
    await addUserToGroup(ctx, { groupName, userName: user.name });
    await attachPolicyToGroup(ctx, { groupName, ...READ });
    expect(await may()).toBe("ok");
    const seen = await getUser(ctx, { userName: user.name });
    expect(seen).toMatchObject({ policies: [], groups: [{ groupName }], grants: [{ through: "group:readers" }] });
    await removeUserFromGroup(ctx, { groupName, userName: user.name });
    expect(await may()).toBe("NoPermission");
  });

  it("take a user once, and only one of their own account", async () => {
    const [mine, other] = [await anAccount(world), await anAccount(world)];
    const { ctx } = mine;
    await createGroup(ctx, { groupName: "g", comments: "" });
    const { name: userName } = await aRamUser(world, mine);
    const twice = await Promise.all([1, 2].map(() => code(addUserToGroup(ctx, { groupName: "g", userName }))));
    expect(twice.toSorted()).toEqual(["MemberExists", "ok"]);
    const stranger = await aRamUser(world, other);
    expect(await code(addUserToGroup(ctx, { groupName: "g", userName: stranger.name }))).toBe("UserNotFound");
    expect(await code(addUserToGroup(other.ctx, { groupName: "g", userName: stranger.name }))).toBe("GroupNotFound");
    await removeUserFromGroup(ctx, { groupName: "g", userName });
    expect(await code(removeUserFromGroup(ctx, { groupName: "g", userName }))).toBe("MemberNotFound");
  });

  it("ask RAM about the user too: who may fill one group takes nobody into it that is not theirs", async () => {
    const account = await anAccount(world);
    await createGroup(account.ctx, { groupName: "g", comments: "" });
    const Resource = [`acs:ram::${account.accountId}:group/g`, `acs:ram::${account.accountId}:user/helper-*`];
    const { ctx } = await aRamUser(world, account, {
      statements: [{ Effect: "Allow", Action: "ram:AddUserToGroup", Resource }],
    });
    const [helper, other] = [await aRamUser(world, account, { name: "helper-1" }), await aRamUser(world, account)];
    expect(await code(addUserToGroup(ctx, { groupName: "g", userName: other.name }))).toBe("NoPermission");
    expect(await code(addUserToGroup(ctx, { groupName: "g", userName: helper.name }))).toBe("ok");
  });

  it("are deleted once they have neither members nor policies", async () => {
    const account = await anAccount(world);
    const { ctx } = account;
    const groupName = "last";
    await createGroup(ctx, { groupName, comments: "" });
    const { name: userName } = await aRamUser(world, account, { groups: [groupName] });
    await attachPolicyToGroup(ctx, { groupName, ...READ });
    expect(await getGroup(ctx, { groupName })).toMatchObject({ members: [{ userName }], policies: [READ] });
    expect(await code(deleteGroup(ctx, { groupName }))).toBe("IdentityInUse");
    await removeUserFromGroup(ctx, { groupName, userName });
    expect(await code(deleteGroup(ctx, { groupName }))).toBe("IdentityInUse");
    await detachPolicyFromGroup(ctx, { groupName, ...READ });
    await deleteGroup(ctx, { groupName });
    expect(await code(getGroup(ctx, { groupName }))).toBe("GroupNotFound");
  });

  it("have a name of their own, are 50 at most, and are found by a part of the name", async () => {
    const { ctx } = await anAccount(world);
    const make = (groupName: string) => code(createGroup(ctx, { groupName, comments: "" }));
    expect((await Promise.all([make("Ops"), make("ops")])).toSorted()).toEqual(["GroupExists", "ok"]);
    for (let n = 1; n < GROUPS_MAX; n++) expect(await make(`g${n}`)).toBe("ok");
    expect(await make("one-more")).toBe("IdentityLimit");
    await updateGroup(ctx, { groupName: "g7", comments: "seventh" });
    const { rows, total } = await listGroups(ctx, listGroups.schema.parse({ search: "G7" }));
    expect([total, rows[0]?.comments]).toEqual([1, "seventh"]);
  });
});
