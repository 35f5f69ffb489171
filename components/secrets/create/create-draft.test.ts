import { describe, expect, it } from "vitest";
import { parseExtendedConfig, readFirstAccessKeys, readFirstValues } from "@/lib/domain/secrets/managed-types";
import { type Drafts, faultsOf, fieldsOf, genericRequest, managedRequest, type Places } from "./create-draft";
import { type DatabaseDraft, EMPTY_DATABASE } from "./database-draft";
import { type EcsDraft, EMPTY_ECS } from "./ecs-draft";
import { EMPTY_RAM, type RamDraft } from "./ram-draft";
import { refusedField } from "./refused-field";
import { rotationFault, rotationInput } from "./rotation-draft";

const target = (targetId: string, service: "Rds" | "PolarDB" | "Redis" | "ECS", adapter: "MySQL" | "PostgreSQL") => ({
  targetId,
  name: "",
  service,
  adapter,
  locked: false,
});
const PLACES: Places = {
  region: "cn-hangzhou",
  instanceId: "kst-1",
  ramUser: { userName: "deploy", accessKeyIds: ["LTAI1", "LTAI2"] },
  targets: [
    target("rm-1", "Rds", "MySQL"),
    target("pg-1", "Rds", "PostgreSQL"),
    target("pc-1", "PolarDB", "MySQL"),
    { ...target("r-1", "Redis", "MySQL"), adapter: "Redis" },
    { ...target("i-1", "ECS", "MySQL"), adapter: "SSH" },
    { ...target("i-2", "ECS", "MySQL"), adapter: "SSH", locked: true },
  ],
};

interface Typed {
  name?: string;
  ram?: Partial<RamDraft>;
  database?: Partial<DatabaseDraft>;
  ecs?: Partial<EcsDraft>;
}
const typed = ({ name = "app/db", ram, database, ecs }: Typed): Drafts => ({
  common: { name, key: "key-1", description: "", tags: [{ name: "env", value: "prod" }] },
  generic: { value: { form: "plainText", pairs: [], text: " s3cret\n" }, version: "v1" },
  ram: { ...EMPTY_RAM, ...ram },
  database: { ...EMPTY_DATABASE, ...database },
  ecs: { ...EMPTY_ECS, ...ecs },
});
const off = { on: false, amount: "30", unit: "days" } as const;

describe("what each form sends (SEC-52), read as the operation reads it", () => {
  it("a Generic secret: the value as it was typed, and no rotation (SEC-30)", () => {
    const request = genericRequest(typed({}), PLACES);
    expect(request).toEqual({
      region: "cn-hangzhou",
      instanceId: "kst-1",
      encryptionKey: "key-1",
      name: "app/db",
      secretData: " s3cret\n",
      versionId: "v1",
      description: "",
      tags: [{ name: "env", value: "prod" }],
    });
  });

  it("a RAM secret: all pairs of the user, the one in use first (SEC-13)", () => {
    const ram = { secrets: { LTAI1: " one ", LTAI2: "two" } };
    const newest = managedRequest("ram", typed({ ram }), PLACES);
    expect(newest).toMatchObject({ type: "RAMCredentials", name: "acs/ram/user/deploy", automaticRotation: true });
    expect(newest.intervalSeconds).toBe(30 * 86_400);
    expect(parseExtendedConfig("RAMCredentials", newest.extendedConfig).userName).toBe("deploy");
    expect(readFirstAccessKeys(newest.secretData)).toEqual([
      { AccessKeyId: "LTAI2", AccessKeySecret: "two" },
      { AccessKeyId: "LTAI1", AccessKeySecret: "one" },
    ]);
    const chosen = managedRequest("ram", typed({ ram: { ...ram, current: "LTAI1", rotation: off } }), PLACES);
    expect(readFirstAccessKeys(chosen.secretData)[0]?.AccessKeyId).toBe("LTAI1");
    expect(chosen).toMatchObject({ automaticRotation: false });
    expect(chosen).not.toHaveProperty("intervalSeconds");
  });

  it.each([
    ["RdsMySQL", "Rds", "rm-1", "ReadWrite"],
    ["PolarDB", "PolarDB", "pc-1", "ReadWrite"],
    ["Redis", "Redis", "r-1", "RoleReadWrite"],
  ] as const)("two accounts that are made at %s", (database, type, targetId, privilege) => {
    const draft = {
      database,
      targetId,
      accountName: " app ",
      databases: "orders, stock",
      users: "SingleUser",
    } as const;
    const { secretData, extendedConfig, ...request } = managedRequest(
      "database",
      typed({ database: { ...draft, users: "DoubleUsers" } }),
      PLACES,
    );
    const config = parseExtendedConfig(type, extendedConfig);
    expect(request).toMatchObject({ type, name: "app/db" });
    expect(config).toMatchObject({
      subType: "DoubleUsers",
      targetId,
      accountName: "app",
      cloneAccountName: "app_clone",
    });
    expect(config.rights).toEqual({ privilege: "ReadWrite", databases: type === "Redis" ? [] : ["orders", "stock"] });
    expect(JSON.parse(extendedConfig)).toMatchObject({ AccountPrivilege: privilege, RegionId: "cn-hangzhou" });
    expect(readFirstValues(config, secretData)).toBeNull();
    // SEC-52: of PolarDB and Redis two new ones, whatever was chosen before another type was.
    const limited = managedRequest("database", typed({ database: { ...draft, source: "import" } }), PLACES);
    expect(limited.secretData === "$Auto").toBe(type !== "Rds");
    expect(parseExtendedConfig(type, limited.extendedConfig).subType).toBe(
      type === "Rds" ? "SingleUser" : "DoubleUsers",
    );
  });

  it("accounts that are there: the one in use first, passwords as they were typed (SEC-10, SEC-15)", () => {
    const accounts = [
      { name: "app ", password: " p1" },
      { name: "app_b", password: "p2" },
    ] as const;
    const draft = { database: "RdsPostgreSQL", targetId: "pg-1", source: "import", accounts } as const;
    for (const [users, expected] of [
      ["DoubleUsers", ["app", "app_b"]],
      ["SingleUser", ["app"]],
    ] as const) {
      const request = managedRequest("database", typed({ database: { ...draft, users } }), PLACES);
      const config = parseExtendedConfig("Rds", request.extendedConfig);
      const values = readFirstValues(config, request.secretData);
      expect(config).toMatchObject({ subType: users, accountName: null });
      expect(values?.map(({ account }) => account)).toEqual(expected);
      expect(values?.[0]?.credential).toEqual({ kind: "password", password: " p1" });
    }
  });

  it("an ECS secret under its fixed beginning, given or made (SEC-04, SEC-14)", () => {
    const draft = { targetId: "i-1", userName: "deploy", password: "pw", publicKey: " ssh-ed25519 AAAA x\n" };
    const read = (ecs: Partial<EcsDraft>) => {
      const request = managedRequest("ecs", typed({ name: "web", ecs: { ...draft, ...ecs } }), PLACES);
      expect(request).toMatchObject({ type: "ECS", name: "acs/ecs/web" });
      return readFirstValues(parseExtendedConfig("ECS", request.extendedConfig), request.secretData);
    };
    expect(read({})).toBeNull();
    expect(read({ source: "give" })?.[0]).toEqual({
      account: "deploy",
      credential: { kind: "password", password: "pw" },
    });
    const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----";
    expect(read({ source: "give", form: "SSHKey", privateKey })?.[0]?.credential).toEqual({
      kind: "sshKey",
      publicKey: "ssh-ed25519 AAAA x",
      privateKey: `${privateKey}\n`,
    });
  });
});

describe("what is wrong, at its field", () => {
  it.each([
    ["ram", { ram: { secrets: { LTAI1: "one" } } }, { accessKeys: "eachSecret" }],
    [
      "ram",
      { ram: { rotation: { on: true, amount: "6", unit: "days" } }, name: "" },
      { accessKeys: "eachSecret", rotation: "interval" },
    ],
    ["database", {}, { target: "chooseTarget", account: "account" }],
    ["database", { database: { targetId: "pg-1", accountName: "app" } }, { target: "chooseTarget" }],
    ["database", { database: { targetId: "rm-1", accountName: "app", cloneName: "app" } }, { clone: "sameAccount" }],
    [
      "database",
      { database: { targetId: "rm-1", accountName: "a b", databases: "x;y" }, name: "acs/x" },
      { name: "nameReserved", account: "account", clone: "account", databases: "databases" },
    ],
    [
      "database",
      { database: { targetId: "rm-1", source: "import" } },
      { firstAccount: "account", secondAccount: "account" },
    ],
    ["ecs", { ecs: { targetId: "i-2", userName: "root" }, name: "web" }, { target: "chooseTarget" }],
    [
      "ecs",
      { ecs: { targetId: "i-1", userName: "a", source: "give" }, name: "" },
      { name: "nameForm", password: "password" },
    ],
    [
      "ecs",
      { ecs: { targetId: "i-1", userName: "a", source: "give", form: "SSHKey" } },
      { publicKey: "publicKey", privateKey: "privateKey" },
    ],
  ] as const)("of %s", (type, draft, faults) => {
    const drafts = typed(draft as Typed);
    expect(faultsOf(type, drafts, PLACES)).toEqual(faults);
    // Each has a field that the open form shows.
    expect(fieldsOf(type, drafts)).toEqual(expect.arrayContaining(Object.keys(faults)));
  });

  it("a user that is not chosen, a key that is not, tags that cannot be", () => {
    const drafts = typed({ ram: { secrets: { LTAI1: "1", LTAI2: "2" } } });
    expect(faultsOf("ram", drafts, PLACES)).toEqual({});
    expect(faultsOf("ram", drafts, { ...PLACES, ramUser: null })).toEqual({ user: "chooseUser" });
    const none = { ...drafts, common: { ...drafts.common, key: "", tags: [{ name: "acs:x", value: "" }] } };
    expect(faultsOf("ram", none, PLACES)).toEqual({ key: "chooseKey", tags: "tags" });
  });

  it("an interval beyond what the type allows (SEC-31)", () => {
    const hours = { minimum: 6, maximum: 8760 };
    const judge = (amount: string, unit: "hours" | "days") => rotationFault({ on: true, amount, unit }, hours);
    expect([judge("5", "hours"), judge("6", "hours"), judge("365", "days"), judge("366", "days")]).toEqual([
      "interval",
      undefined,
      undefined,
      "interval",
    ]);
    for (const amount of ["", "1.5", "-1", "1e3"]) expect(judge(amount, "days")).toBe("interval");
    expect(rotationInput({ on: true, amount: " 12 ", unit: "hours" })).toEqual({
      automaticRotation: true,
      intervalSeconds: 43_200,
    });
  });

  it("a refusal is shown where the open form can change it", () => {
    const made = fieldsOf("database", typed({}));
    const imported = fieldsOf("database", typed({ database: { source: "import" } }));
    const at = (
      code: Parameters<typeof refusedField>[0]["code"],
      params: Record<string, string>,
      fields: typeof made,
    ) => refusedField({ code, params }, fields);
    expect(at("TargetRefused", { reason: "Unreachable" }, made)).toBe("target");
    expect(at("TargetRefused", { reason: "SignInRefused" }, imported)).toBe("firstAccount");
    expect(at("TargetAccountExists", { account: "app" }, made)).toBe("account");
    expect(at("InvalidSecretData", { name: "Accounts.1.AccountName" }, imported)).toBe("secondAccount");
    expect(at("InvalidExtendedConfig", { name: "DBName" }, made)).toBe("databases");
    expect(at("SecretExists", {}, fieldsOf("ram", typed({})))).toBe("user");
    expect(at("NoPermission", {}, made)).toBeUndefined();
  });
});
