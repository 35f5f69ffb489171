import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aPolicy, ramDocument } from "@/lib/testing/builders/a-policy";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aRole, trustDocument } from "@/lib/testing/builders/a-role";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { findAccessKey } from "../accounts/find-access-key";
import { setAccessKeyState } from "../accounts/set-access-key-state";
import { createGroup } from "./groups/create-group";
import { addUserToGroup, removeUserFromGroup } from "./groups/group-members";
import {
  attachPolicyToGroup,
  attachPolicyToRole,
  attachPolicyToUser,
  detachPolicyFromGroup,
  detachPolicyFromRole,
  detachPolicyFromUser,
} from "./policies/attachments";
import { updateRamPolicy } from "./policies/update-ram-policy";
import { deleteRole } from "./roles/delete-role";
import { updateRole } from "./roles/update-role";
import { createUser } from "./users/create-user";
import { deleteUser } from "./users/delete-user";

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base.close());

describe("a gateway that keeps who asks between calls (decisions 8)", () => {
  it("sees every change of what an identity may do: what its calls rest on has moved", async () => {
    const account = await anAccount(world);
    const { ctx, accountId } = account;
    await createGroup(ctx, { groupName: "g", comments: "" });
    const { policyName } = await aPolicy(ctx, [{ Effect: "Allow", Action: "kms:*", Resource: "*" }]);
    const user = await aRamUser(world, account, { accessKey: true });
    const role = await aRole(world, account);
    const [userName, roleName, groupName] = [user.name, role.name, "g"];
    const policy = { policyType: "Custom", policyName } as const;
    const accessKeyId = user.accessKey?.accessKeyId ?? "";
    const rest = async () => (await findAccessKey(world.ctx, accessKeyId))?.used.map(({ revision }) => revision);

    const changes: [string, () => Promise<unknown>][] = [
      ["attach to user", () => attachPolicyToUser(ctx, { userName, ...policy })],
      [
        "change the document",
        () =>
          updateRamPolicy(ctx, {
            policyName,
            document: ramDocument({ Effect: "Deny", Action: "kms:*", Resource: "*" }),
          }),
      ],
      ["detach from user", () => detachPolicyFromUser(ctx, { userName, ...policy })],
      ["attach to group", () => attachPolicyToGroup(ctx, { groupName, ...policy })],
      ["join the group", () => addUserToGroup(ctx, { groupName, userName })],
      ["leave the group", () => removeUserFromGroup(ctx, { groupName, userName })],
      ["detach from group", () => detachPolicyFromGroup(ctx, { groupName, ...policy })],
      ["attach to role", () => attachPolicyToRole(ctx, { roleName, ...policy })],
      ["detach from role", () => detachPolicyFromRole(ctx, { roleName, ...policy })],
      ["change the trust", () => updateRole(ctx, { roleName, trustPolicy: trustDocument(`acs:ram::${accountId}:*`) })],
      ["delete the role", () => deleteRole(ctx, { roleName })],
      ["make a user", () => createUser(ctx, createUser.schema.parse({ userName: "short-lived" }))],
      ["delete a user", () => deleteUser(ctx, { userName: "short-lived" })],
      ["disable the AccessKey", () => setAccessKeyState(ctx, { userName, accessKeyId, state: "Inactive" })],
    ];
    const unmoved: string[] = [];
    for (const [name, change] of changes) {
      const before = await rest();
      await change();
      if (JSON.stringify(await rest(), asText) === JSON.stringify(before, asText)) unmoved.push(name);
    }
    expect(unmoved).toEqual([]);
  });

  it("is not disturbed by another account's changes", async () => {
    const [mine, other] = [await anAccount(world), await anAccount(world)];
    const revision = async () =>
      (await base.db.account.findUniqueOrThrow({ where: { accountId: mine.accountId } })).authzRevision;
    const before = await revision();
    await aRamUser(world, other, { policies: ["AliyunKMSFullAccess"] });
    expect(await revision()).toBe(before);
  });
});

const asText = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
