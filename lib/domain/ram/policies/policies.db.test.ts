import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aPolicy, ramDocument } from "@/lib/testing/builders/a-policy";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aRole } from "@/lib/testing/builders/a-role";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { listUsers } from "../users/list-users";
import { attachPolicyToRole, attachPolicyToUser, detachPolicyFromUser } from "./attachments";
import { createRamPolicy } from "./create-ram-policy";
import { deleteRamPolicy } from "./delete-ram-policy";
import { getRamPolicy } from "./get-ram-policy";
import { listRamPolicies } from "./list-ram-policies";
import { updateRamPolicy } from "./update-ram-policy";

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
const READ = { Effect: "Allow", Action: "ram:ListUsers", Resource: "*" } as const;
const NOTHING = { Effect: "Deny", Action: "*", Resource: "*" } as const;
const custom = (policyName: string) => ({ policyType: "Custom", policyName }) as const;

describe("custom policies (ACC-10)", () => {
  it("speak for whom they are attached to, from the next request on, with each change of them", async () => {
    const account = await anAccount(world);
    const user = await aRamUser(world, account);
    const may = async () => code(listUsers(await user.again(), listUsers.schema.parse({})));
    const { policyName } = await aPolicy(account.ctx, [READ]);
    expect(await may()).toBe("NoPermission");
    await attachPolicyToUser(account.ctx, { userName: user.name, ...custom(policyName) });
    expect(await may()).toBe("ok");
    await updateRamPolicy(account.ctx, { policyName, document: ramDocument(READ, NOTHING) });
    expect(await may()).toBe("NoPermission");
    await updateRamPolicy(account.ctx, { policyName, document: ramDocument(READ) });
    expect(await may()).toBe("ok");
    await detachPolicyFromUser(account.ctx, { userName: user.name, ...custom(policyName) });
    expect(await may()).toBe("NoPermission");
  });

  it.each([
    ["", "InvalidPolicy"],
    ["{", "InvalidPolicy"],
    ['{"Version":"1","Statement":[]}', "InvalidPolicy"],
    ['{"Version":"1","Statement":[{"Effect":"Allow","NotAction":"kms:*","Resource":"*"}]}', "InvalidPolicy"],
    [ramDocument({ Effect: "Allow", Action: "kms:*", Resource: "*".repeat(7000) }), "PolicyTooLong"],
  ])("are refused where they cannot be read to the last member (%#)", async (document, refusal) => {
    const { ctx } = await anAccount(world);
    expect(await code(createRamPolicy(ctx, { policyName: "p", description: "", document }))).toBe(refusal);
    const { policyName } = await aPolicy(ctx, [READ]);
    expect(await code(updateRamPolicy(ctx, { policyName, document }))).toBe(refusal);
    expect(JSON.parse((await getRamPolicy(ctx, custom(policyName))).document).Statement).toEqual([READ]);
  });

  it("have a name of their own, whatever its capitals, and never a system policy's", async () => {
    const { ctx } = await anAccount(world);
    const made = await Promise.all(["Mine", "mine", "MINE"].map((name) => code(aPolicy(ctx, [READ], name))));
    expect(made.toSorted()).toEqual(["PolicyExists", "PolicyExists", "ok"]);
    expect(await code(aPolicy(ctx, [READ], "aliyunkmsfullaccess"))).toBe("PolicyExists");
  });

  it("are deleted only when nobody holds them, whatever happens at the same moment", async () => {
    const account = await anAccount(world);
    const { ctx } = account;
    const user = await aRamUser(world, account);
    for (let round = 0; round < 5; round++) {
      const { policyName } = await aPolicy(ctx, [READ]);
      const [deleted, attached] = await Promise.all([
        code(deleteRamPolicy(ctx, { policyName })),
        code(attachPolicyToUser(ctx, { userName: user.name, ...custom(policyName) })),
      ]);
      expect([
        ["ok", "PolicyNotFound"],
        ["PolicyAttached", "ok"],
      ]).toContainEqual([deleted, attached]);
    }
  });

  it("say where they are in use; lists count it", async () => {
    const account = await anAccount(world);
    const { policyName } = await aPolicy(account.ctx, [READ]);
    const user = await aRamUser(world, account, { policies: [policyName, "AliyunKMSFullAccess"] });
    const role = await aRole(world, account, { policies: [policyName] });
    const { holders } = await getRamPolicy(account.ctx, custom(policyName));
    expect(holders).toMatchObject([
      { kind: "user", name: user.name },
      { kind: "role", name: role.name },
    ]);
    const mine = await listRamPolicies(account.ctx, listRamPolicies.schema.parse({}));
    expect(mine.rows).toMatchObject([{ policyName, attachments: 2 }]);
    const system = await listRamPolicies(account.ctx, listRamPolicies.schema.parse({ policyType: "System" }));
    expect(system.rows.find((row) => row.policyName === "AliyunKMSFullAccess")?.attachments).toBe(1);
    expect(system.rows.every(({ policyType }) => policyType === "System")).toBe(true);
  });
});

describe("attaching", () => {
  it("happens once, to what exists, and is undone once", async () => {
    const account = await anAccount(world);
    const { name: userName } = await aRamUser(world, account);
    const policy = { userName, policyType: "System", policyName: "AliyunKMSFullAccess" } as const;
    const twice = await Promise.all([1, 2].map(() => code(attachPolicyToUser(account.ctx, policy))));
    expect(twice.toSorted()).toEqual(["AttachmentExists", "ok"]);
    expect(await code(attachPolicyToUser(account.ctx, { ...policy, policyName: "None" }))).toBe("PolicyNotFound");
    expect(await code(attachPolicyToUser(account.ctx, { ...policy, policyType: "Custom" }))).toBe("PolicyNotFound");
    await detachPolicyFromUser(account.ctx, policy);
    expect(await code(detachPolicyFromUser(account.ctx, policy))).toBe("AttachmentNotFound");
  });

  it("stops at 20 custom policies for one identity", async () => {
    const account = await anAccount(world);
    const role = await aRole(world, account);
    const attach = async () => {
      const { policyName } = await aPolicy(account.ctx, [READ]);
      return code(attachPolicyToRole(account.ctx, { roleName: role.name, ...custom(policyName) }));
    };
    for (let n = 0; n < 20; n++) expect(await attach()).toBe("ok");
    expect(await attach()).toBe("IdentityLimit");
  });

  it("asks RAM about the identity, not the policy: who may attach may give more than it has", async () => {
    const account = await anAccount(world);
    const name = "climber";
    const climber = await aRamUser(world, account, {
      name,
      statements: [
        { Effect: "Allow", Action: "ram:AttachPolicyToUser", Resource: `acs:ram::${account.accountId}:user/${name}` },
      ],
    });
    const full = { policyType: "System", policyName: "AliyunRAMFullAccess" } as const;
    const other = await aRamUser(world, account);
    expect(await code(attachPolicyToUser(climber.ctx, { userName: other.name, ...full }))).toBe("NoPermission");
    expect(await code(attachPolicyToUser(climber.ctx, { userName: name, ...full }))).toBe("ok");
    expect(await code(listUsers(await climber.again(), listUsers.schema.parse({})))).toBe("ok");
  });
});
