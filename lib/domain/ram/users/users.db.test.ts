import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenDigest } from "@/lib/crypto/digest";
import { verifyPassword } from "@/lib/crypto/password";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { createAccessKey } from "../../accounts/create-access-key";
import { deleteAccessKey } from "../../accounts/delete-access-key";
import { findAccessKey } from "../../accounts/find-access-key";
import { listAccessKeys } from "../../accounts/list-access-keys";
import { resolveSession } from "../../accounts/resolve-session";
import { setAccessKeyState } from "../../accounts/set-access-key-state";
import { startSession } from "../../accounts/start-session";
import { transaction } from "../../transaction";
import { createGroup } from "../groups/create-group";
import { addUserToGroup, removeUserFromGroup } from "../groups/group-members";
import { attachPolicyToUser, detachPolicyFromUser } from "../policies/attachments";
import { USERS_MAX } from "../ram-rules";
import { createLoginProfile } from "./create-login-profile";
import { createUser } from "./create-user";
import { deleteLoginProfile } from "./delete-login-profile";
import { deleteUser } from "./delete-user";
import { getUser } from "./get-user";
import { listUsers } from "./list-users";
import { updateLoginProfile } from "./update-login-profile";
import { updateUser } from "./update-user";

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
const wished = (userName: string) => createUser.schema.parse({ userName });
const PASSWORD = "several unlikely words";
const ANOTHER = "quite different ones";

async function signedIn(account: { accountId: string }, user: { personPk: string; name: string }) {
  const { personPk: pk, name } = user;
  const who = { pk, accountId: account.accountId, name, root: false, operator: false };
  return (await transaction(world.ctx, (tx) => startSession(tx, who, "test"))).session.token;
}

describe("RAM users (ACC-01, ACC-10)", () => {
  it("may do nothing until a policy says so, and then what it says", async () => {
    const account = await anAccount(world);
    const user = await aRamUser(world, account);
    expect(await code(listUsers(user.ctx, listUsers.schema.parse({})))).toBe("NoPermission");
    await attachPolicyToUser(account.ctx, {
      userName: user.name,
      policyType: "System",
      policyName: "AliyunRAMReadOnlyAccess",
    });
    const page = await listUsers(await user.again(), listUsers.schema.parse({}));
    expect(page.rows.map(({ userName }) => userName)).toEqual([user.name]);
    expect(await code(createUser(await user.again(), wished("another")))).toBe("NoPermission");
  });

  it("are made with a login and an AccessKey at once, whose secret only that answer has", async () => {
    const account = await anAccount(world);
    const made = await createUser(
      account.ctx,
      createUser.schema.parse({ userName: "deploy", accessKey: true, login: { password: PASSWORD } }),
    );
    expect(made.user).toMatchObject({
      consoleLogin: true,
      mustChange: true,
      arn: expect.stringContaining("user/deploy"),
    });
    const found = await findAccessKey(world.ctx, made.accessKey?.accessKeyId ?? "");
    expect(found).toMatchObject({ root: false, personName: "deploy", grants: [] });
    expect(found?.secret.toString()).toBe(made.accessKey?.accessKeySecret);
    const events = await base.sql<{ row: string }>("SELECT e::text AS row FROM audit_event e");
    expect(events.some(({ row }) => row.includes("CreateUser") && row.includes("user/deploy"))).toBe(true);
    for (const hidden of [PASSWORD, made.accessKey?.accessKeySecret ?? "?"]) {
      expect(events.some(({ row }) => row.includes(hidden))).toBe(false);
    }
  });

  it("with a login or an AccessKey need the permissions for those too", async () => {
    const account = await anAccount(world);
    const Resource = `acs:ram::${account.accountId}:user/*`;
    const { ctx } = await aRamUser(world, account, {
      statements: [{ Effect: "Allow", Action: "ram:CreateUser", Resource }],
    });
    expect(await code(createUser(ctx, { ...wished("plain"), accessKey: true }))).toBe("NoPermission");
    const login = { password: PASSWORD, mustChange: true };
    expect(await code(createUser(ctx, { ...wished("plain"), login }))).toBe("NoPermission");
    expect(await code(createUser(ctx, wished("plain")))).toBe("ok");
  });

  it.each(["", " ", "-x", "a b", "аlice", "ali/ce", "a*", "user@acme", "x".repeat(65)])(
    "are not named %j: a name is part of an ARN, and none looks like another",
    async (userName) => {
      const { ctx } = await anAccount(world);
      expect(await code(createUser(ctx, { ...wished("x"), userName }))).toBe("InvalidIdentityName");
    },
  );

  it("have a name of their own, whatever its capitals, and never the root's", async () => {
    const { ctx, name } = await anAccount(world);
    const made = await Promise.all(
      ["Alice", "alice", "ALICE", "alic_"].map((one) => code(createUser(ctx, wished(one)))),
    );
    expect(made.filter((one) => one === "ok")).toHaveLength(2); // one Alice, and alic_, which is no pattern
    expect(made.filter((one) => one === "UserExists")).toHaveLength(2);
    expect(await code(createUser(ctx, wished(name)))).toBe("UserExists");
  });

  it("are at most 1,000 in an account", async () => {
    const { ctx, accountId, accountPk } = await anAccount(world);
    const row = { accountId, accountPk, root: false, createdAt: world.ctx.now() };
    await base.db.person.createMany({
      data: Array.from({ length: USERS_MAX - 1 }, (_, n) => ({ pk: world.ctx.newId(), name: `u${n}`, ...row })),
    });
    expect(await code(createUser(ctx, wished("last")))).toBe("ok");
    expect(await code(createUser(ctx, wished("one-more")))).toBe("IdentityLimit");
  });

  it("of another account are not found (POL-25)", async () => {
    const [mine, other] = [await anAccount(world), await anAccount(world)];
    const { name: userName } = await aRamUser(world, other);
    const policy = { policyType: "System", policyName: "AliyunKMSFullAccess" } as const;
    expect(await code(getUser(mine.ctx, { userName }))).toBe("UserNotFound");
    expect(await code(deleteUser(mine.ctx, { userName }))).toBe("UserNotFound");
    expect(await code(attachPolicyToUser(mine.ctx, { userName, ...policy }))).toBe("UserNotFound");
    expect(await code(createAccessKey(mine.ctx, { userName }))).toBe("UserNotFound");
  });

  it("are described anew; what was not given stays", async () => {
    const { ctx } = await anAccount(world);
    await createUser(ctx, { ...wished("bob"), displayName: "Bob" });
    await updateUser(ctx, { userName: "bob", comments: "night shift" });
    expect(await getUser(ctx, { userName: "bob" })).toMatchObject({ displayName: "Bob", comments: "night shift" });
  });
});

describe("the root of an account (ACC-01)", () => {
  it("is no RAM user: nothing here finds, strips, resets or deletes it", async () => {
    const { ctx, name: userName } = await anAccount(world);
    const policy = { policyType: "System", policyName: "AliyunKMSFullAccess" } as const;
    await createGroup(ctx, { groupName: "all", comments: "" });
    const tried = [
      () => getUser(ctx, { userName }),
      () => updateUser(ctx, { userName, comments: "" }),
      () => deleteUser(ctx, { userName }),
      () => createLoginProfile(ctx, { userName, password: PASSWORD, mustChange: false }),
      () => updateLoginProfile(ctx, { userName, password: PASSWORD, mustChange: false }),
      () => deleteLoginProfile(ctx, { userName }),
      () => attachPolicyToUser(ctx, { userName, ...policy }),
      () => addUserToGroup(ctx, { groupName: "all", userName }),
      () => createAccessKey(ctx, { userName }),
    ];
    for (const attempt of tried) expect(await code(attempt())).toBe("UserNotFound");
  });

  it("alone reaches its AccessKeys, even beside a user who may do everything", async () => {
    const account = await anAccount(world);
    const { accessKeyId } = await createAccessKey(account.ctx, {});
    const almighty = await aRamUser(world, account, { policies: ["AliyunRAMFullAccess"] });
    expect(await listAccessKeys(almighty.ctx, {})).toEqual([]);
    expect(await code(setAccessKeyState(almighty.ctx, { accessKeyId, state: "Inactive" }))).toBe("AccessKeyNotFound");
    expect(await code(listAccessKeys(almighty.ctx, { userName: account.name }))).toBe("UserNotFound");
  });
});

describe("the login of a RAM user", () => {
  it("is given, reset and taken; each ends the sessions that rested on the old one", async () => {
    const account = await anAccount(world);
    const user = await aRamUser(world, account);
    const { name: userName } = user;
    expect(await code(updateLoginProfile(account.ctx, { userName, password: PASSWORD, mustChange: false }))).toBe(
      "LoginNotFound",
    );
    await createLoginProfile(account.ctx, { userName, password: PASSWORD, mustChange: false });
    expect(await code(createLoginProfile(account.ctx, { userName, password: PASSWORD, mustChange: false }))).toBe(
      "LoginExists",
    );
    const first = await signedIn(account, user);
    await expect(resolveSession(world.ctx, first)).resolves.not.toBeNull();

    const reset = { userName, password: ANOTHER, mustChange: true };
    await expect(updateLoginProfile(account.ctx, reset)).resolves.toEqual({ endedSessions: 1 });
    await expect(resolveSession(world.ctx, first)).resolves.toBeNull();
    const { passwordHash } = await base.db.authenticator.findUniqueOrThrow({ where: { personPk: user.personPk } });
    expect(await verifyPassword(passwordHash, ANOTHER)).toBe(true);
    expect(await getUser(account.ctx, { userName })).toMatchObject({ consoleLogin: true, mustChange: true });

    const second = await signedIn(account, user);
    await expect(deleteLoginProfile(account.ctx, { userName })).resolves.toEqual({ endedSessions: 1 });
    await expect(resolveSession(world.ctx, second)).resolves.toBeNull();
    expect(await base.db.authenticator.count({ where: { personPk: user.personPk } })).toBe(0);
    expect(await getUser(account.ctx, { userName })).toMatchObject({ consoleLogin: false, mustChange: false });
  });

  it.each(["short", "password1234", "carol-carol1"])("is not given with the password %s (S35)", async (password) => {
    const { ctx } = await anAccount(world);
    await createUser(ctx, wished("carol"));
    const refused = await code(createLoginProfile(ctx, { userName: "carol", password, mustChange: true }));
    expect(refused).toMatch(/^PasswordToo(Short|Common)$/);
    expect(await getUser(ctx, { userName: "carol" })).toMatchObject({ consoleLogin: false });
  });
});

describe("AccessKeys of a RAM user", () => {
  const everything = (accountId: string, name: string) => ({
    statements: [
      { Effect: "Allow", Action: "ram:*AccessKey*", Resource: `acs:ram::${accountId}:user/${name}` } as const,
    ],
  });

  it("are its own to manage only as far as RAM allows it on itself", async () => {
    const account = await anAccount(world);
    const without = await aRamUser(world, account);
    expect(await code(createAccessKey(without.ctx, {}))).toBe("NoPermission");
    const name = "keeper";
    const keeper = await aRamUser(world, account, { name, ...everything(account.accountId, name) });
    const { accessKeyId } = await createAccessKey(keeper.ctx, {});
    expect(await listAccessKeys(keeper.ctx, { userName: name })).toMatchObject([{ accessKeyId, state: "Active" }]);
    expect(await code(listAccessKeys(keeper.ctx, { userName: without.name }))).toBe("NoPermission");
    await setAccessKeyState(keeper.ctx, { accessKeyId, state: "Inactive" });
    expect((await findAccessKey(world.ctx, accessKeyId))?.state).toBe("Inactive");
    await deleteAccessKey(keeper.ctx, { accessKeyId });
    expect(await listAccessKeys(account.ctx, { userName: name })).toEqual([]);
  });

  it("are two at most, whoever makes them and at whatever moment", async () => {
    const account = await anAccount(world);
    const { name: userName } = await aRamUser(world, account);
    const made = await Promise.all(Array.from({ length: 5 }, () => code(createAccessKey(account.ctx, { userName }))));
    expect(made.filter((one) => one === "ok")).toHaveLength(2);
    expect(made.filter((one) => one === "AccessKeyLimit")).toHaveLength(3);
    expect(await listAccessKeys(account.ctx, {})).toEqual([]); // none became the root's
  });

  it("ask a person for step-up when made or deleted (S36)", async () => {
    const { ctx } = await anAccount(world);
    const left = { ...ctx, actor: { ...ctx.actor, steppedUp: false } } as typeof ctx;
    expect(await code(createAccessKey(left, {}))).toBe("StepUpRequired");
    expect(await code(deleteAccessKey(left, { accessKeyId: "LTAInone" }))).toBe("StepUpRequired");
  });
});

describe("deleting a RAM user", () => {
  it("is refused while it holds AccessKeys, policies or memberships, and ends its sessions", async () => {
    const account = await anAccount(world);
    const { ctx } = account;
    await createGroup(ctx, { groupName: "ops", comments: "" });
    const policy = { policyType: "System", policyName: "AliyunKMSReadOnlyAccess" } as const;
    const user = await aRamUser(world, account, {
      accessKey: true,
      policies: [policy.policyName],
      groups: ["ops"],
      password: PASSWORD,
    });
    const { name: userName } = user;
    const token = await signedIn(account, user);
    const held = async () => {
      const error: { params?: unknown } = await deleteUser(ctx, { userName }).then(
        () => ({}),
        (refusal) => refusal,
      );
      return error.params;
    };
    expect(await held()).toEqual({ what: "accessKeys" });
    const accessKeyId = user.accessKey?.accessKeyId ?? "";
    await setAccessKeyState(ctx, { userName, accessKeyId, state: "Inactive" });
    await deleteAccessKey(ctx, { userName, accessKeyId });
    expect(await held()).toEqual({ what: "policies" });
    await detachPolicyFromUser(ctx, { userName, ...policy });
    expect(await held()).toEqual({ what: "groups" });
    await removeUserFromGroup(ctx, { groupName: "ops", userName });
    await expect(resolveSession(world.ctx, token)).resolves.not.toBeNull();
    await expect(deleteUser(ctx, { userName })).resolves.toEqual({ endedSessions: 1 });
    await expect(resolveSession(world.ctx, token)).resolves.toBeNull();
    expect(await base.db.session.count({ where: { tokenSha256: new Uint8Array(tokenDigest(token)) } })).toBe(0);
    await expect(findAccessKey(world.ctx, accessKeyId)).resolves.toBeNull();
    expect(await code(getUser(ctx, { userName }))).toBe("UserNotFound");
  });

  it("and giving it an AccessKey at the same moment leave no AccessKey of nobody", async () => {
    const account = await anAccount(world);
    for (let round = 0; round < 5; round++) {
      const { name: userName, personPk } = await aRamUser(world, account);
      const [deleted, made] = await Promise.all([
        code(deleteUser(account.ctx, { userName })),
        code(createAccessKey(account.ctx, { userName })),
      ]);
      const left = await base.db.accessKey.count({ where: { personPk } });
      if (deleted === "ok") {
        expect(["UserNotFound", "ChangedMeanwhile"]).toContain(made);
        expect(left).toBe(0);
      } else {
        expect(["IdentityInUse", "ChangedMeanwhile"]).toContain(deleted);
        expect([made, left]).toEqual(["ok", 1]);
      }
    }
  });
});
