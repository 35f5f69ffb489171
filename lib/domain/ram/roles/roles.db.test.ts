import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aRole, trustDocument } from "@/lib/testing/builders/a-role";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { createAccessKey } from "../../accounts/create-access-key";
import { storedStatements } from "../../policies/stored-policy";
import { transaction } from "../../transaction";
import { attachPolicyToRole, detachPolicyFromRole } from "../policies/attachments";
import { listUsers } from "../users/list-users";
import { createRole } from "./create-role";
import { deleteRole } from "./delete-role";
import { ensureServiceRole } from "./ensure-service-role";
import { getRole } from "./get-role";
import { listRoles } from "./list-roles";
import { updateRole } from "./update-role";

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
const wished = (roleName: string, trustPolicy: string) => createRole.schema.parse({ roleName, trustPolicy });
const FULL = { policyType: "System", policyName: "AliyunRAMFullAccess" } as const;

describe("roles (ACC-10)", () => {
  it("do what their policies say, for whoever takes them on", async () => {
    const account = await anAccount(world);
    const role = await aRole(world, account, { policies: ["AliyunRAMReadOnlyAccess"] });
    expect(await code(listUsers(role.ctx, listUsers.schema.parse({})))).toBe("ok");
    await detachPolicyFromRole(account.ctx, {
      roleName: role.name,
      policyType: "System",
      policyName: "AliyunRAMReadOnlyAccess",
    });
    expect(await code(listUsers(await role.again(), listUsers.schema.parse({})))).toBe("NoPermission");
  });

  it("trust users, roles and accounts, in the forms of ACC-02 and no others", async () => {
    const { ctx, accountId } = await anAccount(world);
    const good = ["root", "*", "user/alice", "role/other"].map((who) => `acs:ram::${accountId}:${who}`);
    await createRole(ctx, wished("many", trustDocument(...good)));
    expect((await getRole(ctx, { roleName: "many" })).trustPolicy).toBe(trustDocument(...good));
    for (const bad of ["*", "alice", "acs:ram::1:root", `acs:ram::${accountId}:group/g`]) {
      expect(await code(createRole(ctx, wished("bad", trustDocument(bad))))).toBe("InvalidPolicy");
    }
    expect(await code(createRole(ctx, wished("bad", "{}")))).toBe("InvalidPolicy");
  });

  it("are changed in what is given; a name is given once", async () => {
    const { ctx, accountId } = await anAccount(world);
    const trust = trustDocument(`acs:ram::${accountId}:root`);
    const made = await Promise.all(["Ops", "ops"].map((name) => code(createRole(ctx, wished(name, trust)))));
    expect(made.toSorted()).toEqual(["RoleExists", "ok"]);
    const [row] = (await listRoles(ctx, listRoles.schema.parse({}))).rows;
    const roleName = row?.roleName ?? "";
    await updateRole(ctx, { roleName, maxTokenSeconds: 900 });
    expect(await getRole(ctx, { roleName })).toMatchObject({ maxTokenSeconds: 900, trustPolicy: trust });
    expect(await code(updateRole(ctx, { roleName, trustPolicy: "{" }))).toBe("InvalidPolicy");
    for (const seconds of [899, 43_201, 1000.5]) {
      expect(updateRole.schema.safeParse({ roleName, maxTokenSeconds: seconds }).success).toBe(false);
    }
  });

  it("are deleted once they hold nothing, and their temporary credentials with them", async () => {
    const account = await anAccount(world);
    const role = await aRole(world, account, { policies: [FULL.policyName] });
    const now = world.ctx.now();
    await base.db.roleToken.create({
      data: {
        pk: world.ctx.newId(),
        accessKeyId: "STS.deleteRole",
        accountId: account.accountId,
        rolePk: role.rolePk,
        sessionName: "s",
        assumedBy: "t",
        secretSealed: new Uint8Array(120).fill(1),
        tokenSha256: new Uint8Array(32),
        createdAt: now,
        expiresAt: new Date(now.getTime() + 900_000),
      },
    });
    const { name: roleName } = role;
    expect(await code(deleteRole(account.ctx, { roleName }))).toBe("IdentityInUse");
    await detachPolicyFromRole(account.ctx, { roleName, ...FULL });
    await expect(deleteRole(account.ctx, { roleName })).resolves.toEqual({ endedTokens: 1 });
    expect(await base.db.roleToken.count({ where: { rolePk: role.rolePk } })).toBe(0);
  });

  it("have no AccessKeys: one that may do everything makes none for the root", async () => {
    const account = await anAccount(world);
    const { ctx } = await aRole(world, account, { policies: [FULL.policyName] });
    expect(await code(createAccessKey(ctx, {}))).toBe("MissingParameter");
    expect(await base.db.accessKey.count({ where: { accountId: account.accountId } })).toBe(0);
  });
});

describe("service roles (ACC-09)", () => {
  it("are made once, listed, trusted by no identity and changed by nobody", async () => {
    const { ctx, accountId } = await anAccount(world);
    const roleName = "AliyunKMSManageRAMCredentialsRole";
    const ensure = () => transaction(ctx, (tx) => ensureServiceRole(tx, accountId, roleName));
    await Promise.all([ensure(), ensure()]);
    await ensure();
    const { rows } = await listRoles(ctx, listRoles.schema.parse({}));
    expect(rows).toMatchObject([{ roleName, service: true }]);
    expect(storedStatements(rows[0]?.trustPolicy ?? "")[0]?.principals).toEqual([]);
    expect(await code(updateRole(ctx, { roleName, maxTokenSeconds: 900 }))).toBe("RoleReadOnly");
    expect(await code(attachPolicyToRole(ctx, { roleName, ...FULL }))).toBe("RoleReadOnly");
    expect(await code(deleteRole(ctx, { roleName }))).toBe("RoleReadOnly");
    const trust = trustDocument(`acs:ram::${accountId}:root`);
    expect(await code(createRole(ctx, wished("AliyunKMSMine", trust)))).toBe("InvalidIdentityName");
    const events = await base.db.auditEvent.count({ where: { accountId, event: "CreateServiceLinkedRole" } });
    expect(events).toBe(1);
  });
});
