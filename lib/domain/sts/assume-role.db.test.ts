import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { grantsOfPerson, grantsOfRole } from "@/lib/domain/accounts/load-grants";
import type { Ctx } from "@/lib/domain/context";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { allowing, aRamUser, aRole, type Held, type TestRole } from "@/lib/testing/builders/identities";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { rootArn } from "../policies/principal";
import { assumeRole } from "./assume-role";
import { findRoleToken } from "./find-role-token";
import { forgetRoleTokens } from "./forget-role-tokens";
import { getCallerIdentity } from "./get-caller-identity";

let database: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  [account, other] = [await anAccount(world), await anAccount(world)];
});

const MAY_ASSUME = "AliyunSTSAssumeRoleAccess";
const refused = (code: string) => expect.objectContaining({ code });

/** Acts as a RAM user, as the gateway's door has it after a signature. */
async function asUser(of: TestAccount, policies: readonly Held[], name = "ann", more: Partial<Ctx> = {}) {
  const { personPk, arn, credentials } = await aRamUser(of, name, policies);
  const grants = await grantsOfPerson(world.ctx, personPk);
  const { accountId } = of;
  const { accessKeyId } = credentials;
  const ctx = world.as({ kind: "accessKey", accountId, personPk, name, root: false, grants, accessKeyId }, more);
  return { ctx, arn, personPk };
}

const userArn = (name = "ann", of = account) => `acs:ram::${of.accountId}:user/${name}`;
const assume = (ctx: Ctx, { arn }: Pick<TestRole, "arn">, more: { durationSeconds?: number; policy?: string } = {}) =>
  assumeRole(ctx, { roleArn: arn, sessionName: "job-7", ...more });
const events = (of: TestAccount) =>
  database.sql(
    "SELECT region, actor, resource, outcome, detail FROM audit_event WHERE account_id = $1 AND event = $2",
    [of.accountId, "AssumeRole"],
  );

describe("who may take on a role (ACC-10)", () => {
  it.each<[string, () => string[]]>([
    ["it by name", () => [userArn()]],
    ["its account whole as :root", () => [rootArn(account.accountId)]],
    ["its account whole as :*", () => [`acs:ram::${account.accountId}:*`]],
  ])("a user whom RAM allows it, and whose role trusts %s", async (_how, trusts) => {
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    const role = await aRole(account, { name: "ops", trusts: trusts() });
    const issued = await assume(ctx, role);
    expect(issued).toMatchObject({ accountId: account.accountId, rolePk: role.rolePk, sessionName: "job-7" });
    expect(issued.accessKeyId).toMatch(/^STS\.[A-Za-z0-9]{24}$/);
  });

  it("none whom RAM does not allow it on this role, although the role trusts it by name (POL-16)", async () => {
    const role = await aRole(account, { name: "ops", trusts: [userArn("a"), userArn("b"), userArn("c")] });
    const elsewhere = allowing("elsewhere", "sts:AssumeRole", `acs:ram::${account.accountId}:role/other`);
    const denied: Held = {
      name: "denied",
      document: {
        Version: "1",
        Statement: [
          { Effect: "Allow", Action: "*", Resource: "*" },
          { Effect: "Deny", Action: "sts:*", Resource: "acs:ram::*:role/o*" },
        ],
      },
    };
    for (const [name, policies] of [
      ["a", []],
      ["b", [elsewhere, "AliyunKMSFullAccess"]],
      ["c", [denied]],
    ] as const) {
      const { ctx } = await asUser(account, policies, name);
      await expect(assume(ctx, role)).rejects.toEqual(refused("NoPermission"));
      // As of a role that does not exist (POL-25).
      await expect(assume(ctx, { arn: `acs:ram::${account.accountId}:role/ono` })).rejects.toEqual(
        refused("NoPermission"),
      );
    }
  });

  it("none whom the role does not trust: such a role looks like one that is not there (POL-25)", async () => {
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    const denies = {
      Version: "1" as const,
      Statement: [
        { Effect: "Allow", Principal: { RAM: [rootArn(account.accountId)] }, Action: "sts:AssumeRole" },
        { Effect: "Deny", Principal: { RAM: [userArn()] }, Action: "sts:AssumeRole" },
      ],
    };
    const wishes = [
      { name: "of-bob", trusts: [userArn("bob")] },
      { name: "of-other", trusts: [rootArn(other.accountId)] },
      { name: "of-namesake", trusts: [userArn("ann", other)] },
      { name: "denies", trusts: denies },
      { name: "service", trusts: [userArn()], service: true },
    ];
    const roles = [
      { arn: `acs:ram::${account.accountId}:role/none` },
      await aRole(other, { name: "foreign", trusts: [] }),
    ];
    for (const wish of wishes) roles.push(await aRole(account, wish));
    const told = await Promise.all(roles.map((role) => assume(ctx, role).catch((error: unknown) => error)));
    for (const one of told) expect(one).toEqual(told[0]);
    expect(told[0]).toEqual(refused("RoleNotFound"));
    expect(await database.db.roleToken.count({ where: { accountId: account.accountId } })).toBe(0);
  });

  it("one of another account, where both sides agree; both have the event (POL-16)", async () => {
    const role = await aRole(other, { name: "shared", trusts: [rootArn(account.accountId)] });
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    const { accountId, accessKeyId } = await assume(ctx, role, { durationSeconds: 900 });
    expect(accountId).toBe(other.accountId);
    const event = {
      region: "",
      actor: userArn(),
      resource: role.arn,
      outcome: "Success",
      detail: { issuedAccessKeyId: accessKeyId, sessionName: "job-7", seconds: 900, narrowed: false },
    };
    expect([await events(account), await events(other)]).toEqual([[event], [event]]);
    const without = await asUser(account, [], "bob");
    await expect(assume(without.ctx, role)).rejects.toEqual(refused("NoPermission"));
  });

  it("no root: as at the provider", async () => {
    const role = await aRole(account, { name: "ops", trusts: [rootArn(account.accountId)] });
    await expect(assume(account.ctx, role)).rejects.toEqual(refused("NoPermission"));
    const operator = world.as({ kind: "operator", osUser: "root", accountId: account.accountId });
    await expect(assume(operator, role)).rejects.toEqual(refused("NoPermission"));
    const system = world.as({ kind: "system", job: "x", accountId: account.accountId });
    await expect(assume(system, role)).rejects.toEqual(refused("NoPermission"));
    await expect(assume(world.as({ kind: "nobody" }), role)).rejects.toEqual(refused("NotSignedIn"));
  });

  it("a role that another role trusts, and no further than its own session policy", async () => {
    const first = await aRole(account, { name: "first", trusts: [userArn()], policies: [MAY_ASSUME] });
    const second = await aRole(account, { name: "second", trusts: [first.arn] });
    const grants = await grantsOfRole(world.ctx, first.rolePk);
    const actor = {
      kind: "role",
      accountId: account.accountId,
      name: "first",
      sessionName: "s1",
      accessKeyId: "STS.x",
    };
    const asFirst = { ...actor, kind: "role", rolePk: first.rolePk, grants } as const;
    await expect(assume(world.as(asFirst), second)).resolves.toMatchObject({ roleName: "second" });
    const [token] = await database.db.roleToken.findMany({ where: { rolePk: second.rolePk } });
    expect(token?.assumedBy).toBe(`acs:ram::${account.accountId}:assumed-role/first/s1`);
    await expect(assume(world.as({ ...asFirst, sessionPolicy: [] }), second)).rejects.toEqual(refused("NoPermission"));
    // Nor does the user reach the second role by itself.
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    await expect(assume(ctx, second)).rejects.toEqual(refused("RoleNotFound"));
  });

  it("one from where the trust policy lets it come (ACC-08)", async () => {
    const inside = { IpAddress: { "acs:SourceIp": ["10.0.0.0/8"] } };
    const Principal = { RAM: [rootArn(account.accountId)] };
    const trusts = {
      Version: "1" as const,
      Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition: inside }],
    };
    const role = await aRole(account, { name: "ops", trusts });
    const near = await asUser(account, [MAY_ASSUME], "near", { sourceIp: "10.1.2.3" });
    const far = await asUser(account, [MAY_ASSUME], "far", { sourceIp: "203.0.113.1" });
    await expect(assume(near.ctx, role)).resolves.toBeDefined();
    await expect(assume(far.ctx, role)).rejects.toEqual(refused("RoleNotFound"));
  });
});

describe("temporary credentials", () => {
  it("live as long as was asked, by real time, and hold nothing in clear at rest (S7)", async () => {
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    const role = await aRole(account, { name: "ops", trusts: [userArn()], maxTokenSeconds: 7200 });
    world.clock.set("2031-01-01T00:00:00.000Z");
    const before = Date.now();
    const issued = await assume(ctx, role, { durationSeconds: 7200 });
    expect(Math.abs(issued.expiresAt.getTime() - before - 7_200_000)).toBeLessThan(60_000);
    for (const durationSeconds of [899, 7201]) {
      await expect(assume(ctx, role, { durationSeconds })).rejects.toEqual(refused("InvalidParameter"));
    }
    const rows = await database.sql("SELECT to_jsonb(t)::text AS row FROM role_token t WHERE access_key_id = $1", [
      issued.accessKeyId,
    ]);
    expect(rows).toHaveLength(1);
    const found = await findRoleToken(world.ctx, issued.accessKeyId);
    expect(found?.secret.toString()).toBe(issued.accessKeySecret);
    for (const secret of [issued.accessKeySecret, issued.securityToken]) {
      for (const form of [secret, Buffer.from(secret).toString("hex")]) {
        expect(JSON.stringify([rows, await events(account)])).not.toContain(form);
      }
    }
  });

  it("are narrowed only by a session policy that the strict reader takes", async () => {
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    const role = await aRole(account, { name: "ops", trusts: [userArn()] });
    const policy = JSON.stringify({
      Version: "1",
      Statement: [{ Effect: "Allow", Action: "kms:List*", Resource: "*" }],
    });
    const { accessKeyId } = await assume(ctx, role, { policy });
    expect((await findRoleToken(world.ctx, accessKeyId))?.sessionPolicy).toMatchObject([{ actions: ["kms:List*"] }]);
    for (const bad of ["", "{}", '{"Version":"1","Statement":[]}', policy.replace("kms:List*", "List*")]) {
      await expect(assume(ctx, role, { policy: bad })).rejects.toEqual(refused("InvalidPolicy"));
    }
    await expect(assume(ctx, role, { policy: policy.padEnd(7000) })).rejects.toEqual(refused("PolicyTooLong"));
  });

  it("leave a day after their end, and with their role at once", async () => {
    const { ctx } = await asUser(account, [MAY_ASSUME]);
    const role = await aRole(account, { name: "ops", trusts: [userArn()] });
    const [old, ended, living] = [await assume(ctx, role), await assume(ctx, role), await assume(ctx, role)];
    const end = (id: string, ago: string) =>
      database.sql(
        `UPDATE role_token SET expires_at = clock_timestamp() - interval '${ago}' WHERE access_key_id = $1`,
        [id],
      );
    await end(old.accessKeyId, "25 hours");
    await end(ended.accessKeyId, "23 hours");
    await forgetRoleTokens(world.ctx);
    const left = await database.db.roleToken.findMany({
      where: { rolePk: role.rolePk },
      select: { accessKeyId: true },
    });
    expect(left.map(({ accessKeyId }) => accessKeyId).sort()).toEqual([ended.accessKeyId, living.accessKeyId].sort());
    await database.db.ramRole.delete({ where: { pk: role.rolePk } });
    expect(await findRoleToken(world.ctx, living.accessKeyId)).toBeNull();
  });
});

describe("GetCallerIdentity", () => {
  it("tells everybody who they are, whatever they may do, and is recorded", async () => {
    const { accountId } = account;
    const { ctx, personPk } = await asUser(account, []);
    const { rolePk } = await aRole(account, { name: "ops", trusts: [] });
    const actor = { kind: "role", accountId, rolePk, name: "ops", sessionName: "s1", accessKeyId: "STS.x" } as const;
    expect(await getCallerIdentity(account.ctx, {})).toEqual({
      kind: "Account",
      accountId,
      id: accountId,
      arn: rootArn(accountId),
    });
    expect(await getCallerIdentity(ctx, {})).toEqual({ kind: "RAMUser", accountId, id: personPk, arn: userArn() });
    expect(await getCallerIdentity(world.as({ ...actor, grants: [], sessionPolicy: [] }), {})).toEqual({
      kind: "AssumedRoleUser",
      accountId,
      id: rolePk,
      sessionName: "s1",
      arn: `acs:ram::${accountId}:assumed-role/ops/s1`,
    });
    await expect(getCallerIdentity(world.as({ kind: "nobody" }), {})).rejects.toEqual(refused("NotSignedIn"));
    const recorded = await database.sql(
      "SELECT actor FROM audit_event WHERE account_id = $1 AND event = 'GetCallerIdentity' ORDER BY xid::text::bigint",
      [accountId],
    );
    expect(recorded).toHaveLength(3);
  });
});
