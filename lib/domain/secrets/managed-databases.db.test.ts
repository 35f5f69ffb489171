import { createClient } from "@redis/client";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { password, someAccount } from "@/lib/external/targets/accounts.test-support";
import { lackOfMariadb, startMariadb } from "@/lib/external/targets/mariadb.test-support";
import { makeRotationPorts } from "@/lib/external/targets/ports";
import { lackOfRedis, startRedis } from "@/lib/external/targets/redis.test-support";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { createManagedSecret } from "./create-managed-secret";
import { getSecretValue } from "./get-secret-value";
import { ROTATE_SECRET } from "./insert-rotation";
import { listSecretRotations } from "./list-secret-rotations";
import { rotateSecret } from "./rotate-secret";
import { REGION, work } from "./rotations.test-support";
import { createRotationTarget } from "./targets/create-rotation-target";

// Managed secrets of real databases, from creation to rotation, as an application and its operator meet them (SEC-11, SEC-12,
// SEC-15, SEC-18).

interface Server {
  targetId: string;
  service: "Rds" | "Redis";
  idMember: "DBInstanceId" | "InstanceId";
  adapter: "PostgreSQL" | "MySQL" | "Redis";
  address: string;
  port: number;
  database: string | null;
  administrator: { userName: string; password: string };
  /** What an operator does by hand before an import. */
  addAccount(name: string, secret: string): Promise<unknown>;
  /** An application: signs in and asks for something. */
  use(name: string, secret: string): Promise<unknown>;
  stop(): Promise<void>;
}

const SERVERS: Readonly<Record<string, { lack: string | null; start(): Promise<Server> }>> = {
  PostgreSQL: { lack: null, start: ourPostgres },
  MariaDB: { lack: lackOfMariadb(), start: ourMariadb },
  Redis: { lack: lackOfRedis(), start: ourRedis },
};
for (const { lack } of Object.values(SERVERS)) if (lack) process.stderr.write(`skipped: ${lack}\n`);

let database: TestDatabase;
let account: TestAccount;
let worker: Ctx;
let keyId: string;
let instanceId: string;
beforeAll(async () => {
  database = await testDatabase();
  const world = testWorld(database.db, { ports: { rotation: makeRotationPorts({ outboundAllow: "127.0.0.1" }) } });
  account = await anAccount(world);
  const instance = await anInstance(account.ctx);
  instanceId = instance.instanceId;
  keyId = (await aKey(account.ctx, { instance })).keyId;
  worker = world.as({ kind: "system", job: ROTATE_SECRET }, { source: "AliyunServiceEvent" });
});
afterAll(() => database.close());

describe.each(Object.entries(SERVERS))("managed secrets of %s", (kind, { lack, start }) => {
  let server: Server;
  beforeAll(async () => {
    if (lack) return;
    server = await start();
    const { targetId, service, adapter, address, port, database: at, administrator: credential } = server;
    const where = { address, port, database: at, tls: "Off" as const };
    const registered = await createRotationTarget(account.ctx, {
      ...{ region: REGION, targetId, service, adapter, name: kind, ...where },
      credential: { ...credential, encryptionKey: keyId },
    });
    expect(registered).toMatchObject({ checkError: null });
  });
  afterAll(() => server?.stop());

  const create = (name: string, subType: string, config: object, secretData: string) =>
    createManagedSecret(account.ctx, {
      ...{ region: REGION, type: server.service, name, instanceId, encryptionKey: keyId, secretData },
      ...{ versionId: "v1", description: "", tags: [], automaticRotation: false },
      extendedConfig: JSON.stringify({ SecretSubType: subType, [server.idMember]: server.targetId, ...config }),
    });
  const value = async (secret: string, stage = "ACSCurrent") => {
    const { secretData } = await getSecretValue(account.ctx, { region: REGION, secret, stage });
    const { AccountName, AccountPassword } = JSON.parse(secretData) as Record<string, string>;
    return [AccountName ?? "", AccountPassword ?? ""] as const;
  };
  const rotated = async (secret: string) => {
    await rotateSecret(account.ctx, { region: REGION, secret });
    await work(worker);
    const [latest] = (await listSecretRotations(account.ctx, { region: REGION, secret, size: 10 })).rows;
    expect(latest).toMatchObject({ state: "Succeeded", errorCode: null });
  };
  const imported = (...accounts: [string, string][]) =>
    JSON.stringify({ Accounts: accounts.map(([AccountName, AccountPassword]) => ({ AccountName, AccountPassword })) });

  // What else an account may do makes a difference to PostgreSQL's databases alone.
  it.skipIf(lack).each(kind === "PostgreSQL" ? ["RoleReadWrite", "RoleReadOnly"] : ["RoleReadWrite"])(
    "two accounts of %s are made, take turns, and an application that still holds the last value goes on",
    async (AccountPrivilege) => {
      const [AccountName, CloneAccountName] = [someAccount(), someAccount()];
      const secret = `made-on-${kind}-${AccountPrivilege}`;
      const accounts = { AccountName, CloneAccountName, AccountPrivilege };
      expect(await create(secret, "DoubleUsers", accounts, "$Auto")).toMatchObject({ settingUp: true });
      await expect(value(secret)).rejects.toMatchObject({ code: "SecretRotating" });
      await work(worker);

      const first = await value(secret);
      const standby = await value(secret, "ACSPrevious");
      expect([first[0], standby[0]]).toEqual([AccountName, CloneAccountName]);
      for (const [name, text] of [first, standby]) await server.use(name, text);

      await rotated(secret);
      const second = await value(secret);
      expect(second[0]).toBe(CloneAccountName);
      await server.use(...second);
      // ACSCurrent of a moment ago is ACSPrevious now, and works until the next rotation.
      expect(await value(secret, "ACSPrevious")).toEqual(first);
      await server.use(...first);
      await expect(server.use(...standby)).rejects.toThrow();

      await rotated(secret);
      const third = await value(secret);
      expect(third[0]).toBe(AccountName);
      for (const each of [second, third]) await server.use(...each);
      await expect(server.use(...first)).rejects.toThrow();
      await expect(create(`${secret}-again`, "DoubleUsers", accounts, "$Auto")).rejects.toMatchObject({
        code: "TargetAccountManaged",
      });
    },
  );

  it.skipIf(lack)("accounts that are there are taken over if their passwords work, and rotate", async () => {
    const subType = kind === "Redis" ? "DoubleUsers" : "SingleUser";
    const pairs = Array.from({ length: subType === "SingleUser" ? 1 : 2 }, (): [string, string] => [
      someAccount(),
      password().password,
    ]);
    for (const pair of pairs) await server.addAccount(...pair);
    const secret = `brought-to-${kind}`;
    const wrong = imported(...pairs.map(([name]): [string, string] => [name, "not this one"]));
    await expect(create(secret, subType, {}, wrong)).rejects.toMatchObject({
      code: "TargetRefused",
      params: { reason: "SignInRefused" },
    });
    await expect(value(secret)).rejects.toMatchObject({ code: "SecretNotFound" });

    expect(await create(secret, subType, {}, imported(...pairs))).toMatchObject({ settingUp: false });
    expect(await value(secret)).toEqual(pairs[0]);
    await rotated(secret);
    const [name, text] = await value(secret);
    expect([name, text]).not.toEqual(pairs[0]);
    await server.use(name, text);
    const [last = ["", ""]] = pairs.slice(-1);
    expect(name).toBe(last[0]);
    await expect(server.use(...last)).rejects.toThrow();
  });
});

/** Its administrator may make accounts and owns the one database, no more. */
async function ourPostgres(): Promise<Server> {
  const owner = new URL(inject("ownerUrl"));
  const { sql } = database;
  const name = someAccount();
  const keeper = { userName: `${name}_keeper`, password: password().password };
  await sql(`CREATE ROLE ${keeper.userName} LOGIN CREATEROLE PASSWORD '${keeper.password}'`);
  await sql(`CREATE DATABASE ${name} OWNER ${keeper.userName}`);
  const where = { host: owner.hostname, port: Number(owner.port), database: name };
  const as = async (user: string, secret: string, text: string) => {
    const client = new pg.Client({ ...where, user, password: secret });
    client.on("error", () => {});
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const asKeeper = (text: string) => as(keeper.userName, keeper.password, text);
  await asKeeper("CREATE TABLE cart (a int)");
  return {
    ...{ targetId: "pg-1", service: "Rds", idMember: "DBInstanceId", adapter: "PostgreSQL" },
    ...{ address: where.host, port: where.port, database: name, administrator: keeper },
    addAccount: async (account, secret) => {
      await asKeeper(`CREATE ROLE ${account} LOGIN PASSWORD '${secret}'`);
      await asKeeper(`GRANT SELECT ON cart TO ${account}`);
    },
    use: (user, secret) => as(user, secret, "SELECT * FROM cart"),
    stop: async () => {
      // Roles are of the whole cluster, which other tests share.
      await sql(`DROP DATABASE ${name} WITH (FORCE)`);
      const roles = await sql<{ role: string }>(
        "SELECT rolname AS role FROM pg_roles WHERE rolname ~ '^app_[a-z]{8}(_keeper)?$' ORDER BY length(rolname)",
      );
      for (const { role } of roles) await sql(`DROP ROLE ${role}`);
    },
  };
}

async function ourMariadb(): Promise<Server> {
  const mariadb = await startMariadb();
  const { address, port, database: at, administrator } = mariadb.target();
  return {
    ...{ targetId: "rm-1", service: "Rds", idMember: "DBInstanceId", adapter: "MySQL" },
    ...{ address, port: port ?? 0, database: at },
    administrator: credentialOf(administrator),
    addAccount: (name, secret) => mariadb.root.query(`CREATE USER ${name} IDENTIFIED BY '${secret}'`),
    use: async (user, secret) => {
      const session = await createConnection({ host: address, port: port ?? 0, user, password: secret });
      await session.query("SELECT 1").finally(() => session.end());
    },
    stop: mariadb.stop,
  };
}

async function ourRedis(): Promise<Server> {
  const redis = await startRedis();
  const { address, port, administrator } = redis.target();
  const signedIn = async (username: string, secret: string) => {
    const socket = { host: address, port: port ?? 0, reconnectStrategy: false } as const;
    const client = createClient({ username, password: secret, socket });
    client.on("error", () => {});
    return client.connect();
  };
  const admin = credentialOf(administrator);
  return {
    ...{ targetId: "r-1", service: "Redis", idMember: "InstanceId", adapter: "Redis" },
    ...{ address, port: port ?? 0, database: null },
    administrator: admin,
    addAccount: async (name, secret) => {
      const client = await signedIn(admin.userName, admin.password);
      await client
        .sendCommand(["ACL", "SETUSER", name, "on", `>${secret}`, "~*", "+@all"])
        .finally(() => client.destroy());
    },
    use: async (name, secret) => {
      const client = await signedIn(name, secret);
      await client.sendCommand(["GET", "anything"]).finally(() => client.destroy());
    },
    stop: redis.stop,
  };
}

function credentialOf(text: string): Server["administrator"] {
  const { UserName, Password } = JSON.parse(text) as { UserName: string; Password: string };
  return { userName: UserName, password: Password };
}
