import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newSshKey } from "@/lib/crypto/ssh-key";
import { EVERYTHING, holding, statement } from "@/lib/testing/authorization/callers";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { createAccessKey } from "../accounts/create-access-key";
import { setAccessKeyState } from "../accounts/set-access-key-state";
import type { Ctx } from "../context";
import { createManagedSecret } from "./create-managed-secret";
import { deleteSecret } from "./delete-secret";
import { getSecretValue } from "./get-secret-value";
import { rotateSecret } from "./rotate-secret";
import { RAM_WINDOW_HOURS } from "./rotation-rules";
import { type RotationWorld, rotationWorld, work, workItOut } from "./rotations.test-support";
import { deleteRotationTarget } from "./targets/delete-rotation-target";

// Managed secrets from their first moment (SEC-10..16): what is brought was tried, what is to be made is made by steps.

const region = "cn-hangzhou";
let at: RotationWorld;
beforeAll(async () => {
  at = await rotationWorld();
  const { pk: _pk, ...pg } = await at.database.db.rotationTarget.findFirstOrThrow({ where: { targetId: "pg-1" } });
  const mysql = { ...pg, pk: at.world.ctx.newId(), targetId: "my-1", adapter: "MySQL" } as const;
  const administers = { ...mysql, pk: at.world.ctx.newId(), targetId: "my-2", database: "mysql" };
  await at.database.db.rotationTarget.createMany({ data: [mysql, administers] });
});
afterAll(() => at.database.close());
beforeEach(() => {
  at.target.trouble = {};
  at.target.calls.length = 0;
});

let count = 0;
function create(wish: Record<string, unknown>, ctx: Ctx = at.account.ctx) {
  const config = wish.extendedConfig ?? { SecretSubType: "DoubleUsers", DBInstanceId: "pg-1", AccountName: "unset" };
  return createManagedSecret(
    ctx,
    createManagedSecret.schema.parse({
      region,
      type: "Rds",
      name: `made-${++count}`,
      encryptionKey: at.keyId,
      secretData: "$Auto",
      ...wish,
      extendedConfig: typeof config === "string" ? config : JSON.stringify(config),
    }),
  );
}
const single = (more: object = {}) => ({ SecretSubType: "SingleUser", DBInstanceId: "pg-1", ...more });
const double = (more: object = {}) => ({ SecretSubType: "DoubleUsers", DBInstanceId: "pg-1", ...more });
const accounts = (...names: string[]) =>
  JSON.stringify({ Accounts: names.map((AccountName) => ({ AccountName, AccountPassword: `of ${AccountName}` })) });
const atTarget = (...names: string[]) => {
  for (const name of names) at.target.passwords.set(name, `of ${name}`);
};
const read = async (name: string, stage?: string) =>
  JSON.parse((await getSecretValue(at.account.ctx, { region, secret: name, ...(stage && { stage }) })).secretData);
const rowOf = (name: string) =>
  at.database.db.secret.findFirstOrThrow({ where: { name, accountId: at.account.accountId } });
const nothing = async (name: string) => {
  expect(await at.database.db.secret.count({ where: { name } }), "nothing is stored").toBe(0);
};

describe("accounts that are brought", () => {
  it("are signed in with first; the first is current, the second stands ready (SEC-10, SEC-15, SEC-34)", async () => {
    atTarget("orders", "orders_b");
    const made = await create({
      name: "orders",
      extendedConfig: double({ CustomData: { team: "a" } }),
      secretData: accounts("orders", "orders_b"),
      automaticRotation: true,
      intervalSeconds: 7 * 86_400,
    });
    expect(made).toMatchObject({ settingUp: false, versionId: "v1", instanceId: at.instance.instanceId });
    expect(made.nextRotationAt).toEqual(new Date(at.world.clock.now().getTime() + 7 * 86_400_000));
    expect(at.target.calls.map(({ call, account }) => `${call} ${account}`)).toEqual([
      "signIn orders",
      "signIn orders_b",
    ]);
    expect(await read("orders")).toEqual({ AccountName: "orders", AccountPassword: "of orders" });
    expect(await read("orders", "ACSPrevious")).toEqual({ AccountName: "orders_b", AccountPassword: "of orders_b" });
    const row = await rowOf("orders");
    expect(row).toMatchObject({
      type: "Rds",
      targetId: "pg-1",
      automaticRotation: "Enabled",
      rotationSeconds: 604_800,
    });
    expect(JSON.parse(row.extendedConfig ?? "")).toMatchObject({ AccountName: "orders", CloneAccountName: "orders_b" });
    // And it rotates: the one that stood ready becomes current with another password.
    await rotateSecret(at.account.ctx, { region, secret: "orders" });
    await workItOut(at, row.pk);
    expect((await read("orders")).AccountName).toBe("orders_b");
    expect(at.target.passwords.get("orders_b")).toBe((await read("orders")).AccountPassword);
    const events = await at.database.db.auditEvent.findMany({ where: { accountId: at.account.accountId } });
    expect(JSON.stringify(events)).not.toContain("of orders");
  });

  it("that are not believed there are not stored", async () => {
    atTarget("stale");
    at.target.passwords.set("stale_b", "was changed");
    const wish = { name: "stale", extendedConfig: double(), secretData: accounts("stale", "stale_b") };
    await expect(create(wish)).rejects.toMatchObject({ code: "TargetRefused", params: { reason: "SignInRefused" } });
    await nothing("stale");
  });

  it("of a server are a password or a key pair (SEC-14); its name begins as SEC-04 says", async () => {
    const key = newSshKey("first");
    at.target.keys.set("deploy", new Map([[key.publicKey, ""]]));
    const value = { UserName: "deploy", PublicKey: key.publicKey, PrivateKey: key.privateKey };
    const wish = {
      type: "ECS",
      extendedConfig: { SecretSubType: "SSHKey", InstanceId: "i-1" },
      secretData: JSON.stringify(value),
    };
    await expect(create({ ...wish, name: "deploy" })).rejects.toMatchObject({ code: "InvalidSecretName" });
    await create({ ...wish, name: "acs/ecs/deploy" });
    expect(await read("acs/ecs/deploy")).toEqual(value);
    expect((await rowOf("acs/ecs/deploy")).extendedConfig).toContain('"UserName":"deploy"');
  });
});

describe("accounts that are to be made", () => {
  it("are made by the worker, and nothing can be read before (SEC-11, SEC-12, SEC-33)", async () => {
    const made = await create({ name: "made", extendedConfig: double({ AccountName: "made", DBName: "app" }) });
    expect(made.settingUp).toBe(true);
    expect(at.target.passwords.has("made")).toBe(false);
    await expect(read("made")).rejects.toMatchObject({ code: "SecretRotating" });
    await workItOut(at, (await rowOf("made")).pk);
    for (const [stage, name] of [
      ["ACSCurrent", "made"],
      ["ACSPrevious", "made_clone"],
    ] as const) {
      const { AccountName, AccountPassword } = await read("made", stage);
      expect(AccountName).toBe(name);
      expect(at.target.passwords.get(name)).toBe(AccountPassword);
    }
    expect(await rowOf("made")).toMatchObject({ rotationError: null, lastRotatedAt: null });
  });

  it("must not be there yet; the user of a server must", async () => {
    atTarget("there_clone");
    const wish = { extendedConfig: double({ AccountName: "there" }) };
    await expect(create(wish)).rejects.toMatchObject({
      code: "TargetAccountExists",
      params: { account: "there_clone" },
    });
    const ecs = {
      type: "ECS",
      name: "acs/ecs/x",
      extendedConfig: { SecretSubType: "Password", InstanceId: "i-1", UserName: "nobody" },
    };
    await expect(create(ecs)).rejects.toMatchObject({ code: "TargetRefused", params: { reason: "AccountMissing" } });
    await nothing("acs/ecs/x");
  });

  it("that could not be made leave the secret Invalid with the reason; rotating it makes them", async () => {
    at.target.trouble = { before: async (call) => (call === "set" ? "NotPermitted" : undefined) };
    const wish = {
      name: "later",
      extendedConfig: single({ AccountName: "later" }),
      automaticRotation: true,
      intervalSeconds: 86_400,
    };
    await create(wish);
    const { pk } = await rowOf("later");
    await workItOut(at, pk);
    expect(await rowOf("later")).toMatchObject({ automaticRotation: "Invalid", rotationError: "NotPermitted" });
    at.target.trouble = {};
    await rotateSecret(at.account.ctx, { region, secret: "later" });
    await workItOut(at, pk);
    expect((await read("later")).AccountPassword).toBe(at.target.passwords.get("later"));
    expect(await rowOf("later")).toMatchObject({ automaticRotation: "Enabled", rotationError: null });
  });

  it("stay when the secret goes (SEC-17)", async () => {
    await create({ name: "gone", extendedConfig: single({ AccountName: "gone" }) });
    await workItOut(at, (await rowOf("gone")).pk);
    await deleteSecret(at.account.ctx, { region, secret: "gone", force: true });
    expect(at.target.passwords.has("gone")).toBe(true);
  });
});

describe("one account has one master", () => {
  it("the administrator's is managed by nobody, and another secret's not twice", async () => {
    const administrator = { extendedConfig: single({ AccountName: "administrator" }) };
    const managed = (account: string) => ({ code: "TargetAccountManaged", params: { account } });
    await expect(create(administrator)).rejects.toMatchObject(managed("administrator"));
    atTarget("once", "twice");
    await create({ extendedConfig: single(), secretData: accounts("once") });
    await expect(create({ extendedConfig: single(), secretData: accounts("once") })).rejects.toMatchObject(
      managed("once"),
    );
    const pair = { extendedConfig: double({ AccountName: "twice", CloneAccountName: "once" }) };
    await expect(create(pair)).rejects.toMatchObject(managed("once"));
  });

  it("of two at the same moment one is refused", async () => {
    atTarget("raced");
    const both = ["raced-a", "raced-b"].map((name) =>
      create({ name, extendedConfig: single(), secretData: accounts("raced") }),
    );
    const told = await Promise.allSettled(both);
    expect(told.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(told.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "TargetAccountManaged" },
    });
  });

  it("a target stays while secrets rotate there", async () => {
    const wish = { region, targetId: "pg-1" };
    await expect(deleteRotationTarget(at.account.ctx, wish)).rejects.toMatchObject({ code: "RotationTargetInUse" });
  });
});

describe("what a managed secret may be", () => {
  it.each([
    [
      "a target that is not registered",
      { extendedConfig: single({ DBInstanceId: "pg-9", AccountName: "x" }) },
      "RotationTargetNotFound",
    ],
    [
      "a target of another type",
      { extendedConfig: single({ DBInstanceId: "i-1", AccountName: "x" }) },
      "InvalidExtendedConfig",
    ],
    [
      "another region's configuration",
      { extendedConfig: single({ RegionId: "cn-beijing", AccountName: "x" }) },
      "InvalidExtendedConfig",
    ],
    ["nothing to make", { extendedConfig: single() }, "InvalidExtendedConfig"],
    ["a pair of one", { extendedConfig: double({ AccountName: "x", CloneAccountName: "x" }) }, "InvalidExtendedConfig"],
    [
      "a pair whose second name is the first, cut off",
      { extendedConfig: double({ AccountName: "x".repeat(32) }) },
      "InvalidExtendedConfig",
    ],
    ["a value of one account for two", { extendedConfig: double(), secretData: accounts("x") }, "InvalidSecretData"],
    [
      "a value that names another account",
      { extendedConfig: single({ AccountName: "y" }), secretData: accounts("x") },
      "InvalidExtendedConfig",
    ],
    [
      "a name of the provider's own",
      { name: "acs/rds/x", extendedConfig: single({ AccountName: "x" }) },
      "InvalidSecretName",
    ],
    [
      "an account of MySQL that is let into nothing",
      { extendedConfig: single({ DBInstanceId: "my-1", AccountName: "x" }) },
      "InvalidExtendedConfig",
    ],
    [
      "an account of the database that MySQL keeps accounts in",
      { extendedConfig: single({ DBInstanceId: "my-1", AccountName: "x", DBName: "shop, MySQL" }) },
      "InvalidExtendedConfig",
    ],
    [
      "the same, where the administrator signs in there",
      { extendedConfig: single({ DBInstanceId: "my-2", AccountName: "x" }) },
      "InvalidExtendedConfig",
    ],
    [
      "an account of what every database of PostgreSQL is copied from",
      { extendedConfig: single({ AccountName: "x", DBName: "template1" }) },
      "InvalidExtendedConfig",
    ],
    ["no interval", { automaticRotation: true, extendedConfig: single({ AccountName: "x" }) }, "MissingParameter"],
    [
      "an hour (SEC-31)",
      { automaticRotation: true, intervalSeconds: 3600, extendedConfig: single({ AccountName: "x" }) },
      "InvalidSecretRotationInterval",
    ],
    [
      "no encryption key",
      { encryptionKey: undefined, extendedConfig: single({ AccountName: "x" }) },
      "EncryptionKeyRequired",
    ],
  ])("refuses %s, and calls nobody", async (_, wish, code) => {
    await expect(create(wish)).rejects.toMatchObject({ code });
    expect(at.target.calls).toEqual([]);
  });

  it("asks for the target: CreateSecret alone gives nobody an account there", async () => {
    const { accountId } = at.account;
    const deny = statement("Deny", ["kms:UseRotationTarget", `acs:kms:${region}:${accountId}:target/pg-1`]);
    const wish = { extendedConfig: single({ AccountName: "x" }) };
    await expect(create(wish, at.world.as(holding(at.account, [EVERYTHING, deny])))).rejects.toMatchObject({
      code: "NoPermission",
      params: { action: "kms:UseRotationTarget" },
    });
  });
});

describe("RAM secrets (SEC-13)", () => {
  const ram = (UserName: string, pairs: { accessKeyId: string; accessKeySecret: string }[]) => ({
    type: "RAMCredentials",
    name: "$Auto",
    extendedConfig: { UserName },
    secretData: JSON.stringify({
      AccessKeys: pairs.map(({ accessKeyId, accessKeySecret }) => ({
        AccessKeyId: accessKeyId,
        AccessKeySecret: accessKeySecret,
      })),
    }),
  });
  const aUser = async () => {
    const user = await aRamUser(at.world, at.account, { accessKey: true });
    if (!user.accessKey) throw new Error("it was made with an AccessKey");
    return { userName: user.name, first: user.accessKey };
  };

  it("hold all AccessKeys of the user, are named after it, and rotate within the user's two", async () => {
    const { userName, first } = await aUser();
    const second = await createAccessKey(at.account.ctx, { userName });
    const made = await create(ram(userName, [second, first]));
    expect(made).toMatchObject({ name: `acs/ram/user/${userName}`, settingUp: false });
    expect(await read(made.name)).toMatchObject({
      AccessKeyId: second.accessKeyId,
      AccessKeySecret: second.accessKeySecret,
    });
    expect(await read(made.name, "ACSPrevious")).toMatchObject({ AccessKeyId: first.accessKeyId });
    await rotateSecret(at.account.ctx, { region, secret: made.name });
    await work(at.worker);
    at.world.clock.advance({ hours: RAM_WINDOW_HOURS.usual });
    await work(at.worker);
    const keys = await at.database.db.accessKey.findMany({ where: { person: { name: userName } } });
    expect(keys.map((key) => key.accessKeyId)).toEqual([(await read(made.name)).AccessKeyId]);
  });

  it("refuse what is not the user's, not all of it, or does not work", async () => {
    const { userName, first } = await aUser();
    const wrong = { ...first, accessKeySecret: `${first.accessKeySecret.slice(0, -1)}x` };
    const another = (await aUser()).first;
    for (const pairs of [[wrong], [another], [first, another], [first, first]]) {
      await expect(create(ram(userName, pairs))).rejects.toMatchObject({ code: "AccessKeyMismatch" });
    }
    await createAccessKey(at.account.ctx, { userName });
    await expect(create(ram(userName, [first])), "one of two").rejects.toMatchObject({ code: "AccessKeyMismatch" });
    const { userName: off, first: offKey } = await aUser();
    await setAccessKeyState(at.account.ctx, { userName: off, accessKeyId: offKey.accessKeyId, state: "Inactive" });
    await expect(create(ram(off, [offKey]))).rejects.toMatchObject({ code: "AccessKeyInactive" });
    const { name: bare } = await aRamUser(at.world, at.account, {});
    await expect(create(ram(bare, [first]))).rejects.toMatchObject({ code: "RamUserWithoutAccessKey" });
    await expect(create(ram("nobody", [first]))).rejects.toMatchObject({ code: "UserNotFound" });
    await expect(create({ ...ram(userName, [first]), secretData: "$Auto" })).rejects.toMatchObject({
      code: "InvalidSecretData",
    });
    await expect(create({ ...ram(userName, [first]), name: "mine" })).rejects.toMatchObject({
      code: "InvalidSecretName",
    });
  });

  it("have one master in all regions, and need the user's AccessKeys (SEC-53)", async () => {
    const { userName, first } = await aUser();
    const user = `acs:ram::${at.account.accountId}:user/${userName}`;
    for (const call of ["ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"]) {
      const lacking = at.world.as(holding(at.account, [EVERYTHING, statement("Deny", [`ram:${call}`, user])]));
      await expect(create(ram(userName, [first]), lacking)).rejects.toMatchObject({
        code: "NoPermission",
        params: { action: `ram:${call}`, resource: user },
      });
    }
    const { name } = await create(ram(userName, [first]));
    await expect(create(ram(userName, [first]))).rejects.toMatchObject({ code: "SecretExists" });
    await at.database.db.secret.updateMany({ where: { name }, data: { region: "cn-beijing", jointInstancePk: null } });
    await expect(create(ram(userName, [first]))).rejects.toMatchObject({ code: "TargetAccountManaged" });
  });
});
