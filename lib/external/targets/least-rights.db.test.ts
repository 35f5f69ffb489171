import { readFileSync } from "node:fs";
import { createClient } from "@redis/client";
import { expect, it } from "vitest";
import type { TargetAddress, TargetPort } from "@/lib/domain/secrets/rotation-ports";
import { long } from "@/lib/testing/long";
import { lackOfMariadb, startMariadb } from "./mariadb.test-support";
import { makeRotationPorts } from "./ports";
import { startTestPostgres } from "./postgresql.test-support";
import { lackOfRedis, startRedis } from "./redis.test-support";

// What docs/secrets.md tells an administrator to grant, run as it stands there: it is enough to make an account and to
// rotate it (SEC-18), and the password is changed alone.

const docs = readFileSync(new URL("../../../docs/secrets.md", import.meta.url), "utf8");
function block(kind: string): string {
  const [, text] = new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``).exec(docs) ?? [];
  if (text === undefined) throw new Error(`docs/secrets.md has no ${kind}`);
  return text;
}

const ports = makeRotationPorts({ outboundAllow: "127.0.0.1" });
const password = (text: string) => ({ kind: "password", password: text }) as const;
const ok = { ok: true };

async function rotates(port: TargetPort, target: TargetAddress): Promise<void> {
  const wish = { secretArn: "acs:x", versionId: "v1", account: "made", keep: [] };
  const make = { privilege: "ReadWrite", databases: target.database ? [target.database] : [] } as const;
  expect(await port.check(target)).toEqual(ok);
  expect(await port.has(target, "made")).toEqual({ ok: true, exists: false });
  expect(await port.set(target, { ...wish, credential: password("the-First-1"), make })).toEqual(ok);
  expect(await port.signIn(target, "made", password("the-First-1"))).toEqual(ok);
  expect(await port.set(target, { ...wish, credential: password("the-Second-2") })).toEqual(ok);
  expect(await port.signIn(target, "made", password("the-Second-2"))).toEqual(ok);
  expect(await port.signIn(target, "made", password("the-First-1"))).toEqual({ ok: false, error: "SignInRefused" });
}

const kms = (Password: string) => JSON.stringify({ UserName: "kms", Password });

it.runIf(long)(
  "PostgreSQL",
  async () => {
    const server = await startTestPostgres();
    try {
      await server.sql("postgres", "CREATE ROLE app_owner");
      await server.sql("postgres", "CREATE DATABASE app OWNER app_owner");
      await server.sql("app", "SET ROLE app_owner; CREATE TABLE orders (id int)");
      await server.sql("postgres", block("sql postgresql"));
      const target = server.target({ database: "app", administrator: kms("choose one") });
      await rotates(ports.PostgreSQL, target);
      expect(await server.sqlAs("made", "the-Second-2", "app", "INSERT INTO orders VALUES (1) RETURNING id")).toEqual([
        { id: 1 },
      ]);
      // One that was imported.
      await server.sql("postgres", "CREATE ROLE orders LOGIN PASSWORD 'old'; GRANT orders TO kms WITH ADMIN OPTION");
      const wish = { secretArn: "acs:x", versionId: "v2", account: "orders", keep: [], credential: password("new") };
      expect(await ports.PostgreSQL.set(target, wish)).toEqual(ok);
    } finally {
      await server.stop();
    }
  },
  60_000,
);

it.runIf(long && !lackOfMariadb())(
  "MariaDB",
  async () => {
    const server = await startMariadb();
    try {
      await server.root.query("CREATE DATABASE app");
      for (const statement of block("sql mysql")
        .replace(/^--.*$/gm, "")
        .split(";")) {
        if (statement.trim()) await server.root.query(statement);
      }
      await rotates(ports.MySQL, server.target({ database: "app", administrator: kms("choose one") }));
    } finally {
      await server.stop();
    }
  },
  60_000,
);

it.runIf(long && !lackOfRedis())(
  "Redis",
  async () => {
    const server = await startRedis();
    try {
      const { address: host, port = 0, administrator } = server.target();
      const { UserName: username, Password } = JSON.parse(administrator);
      const client = createClient({ username, password: Password, socket: { host, port: port ?? 0 } });
      await client.connect();
      await client.sendCommand(block("redis").trim().split(" "));
      client.destroy();
      await rotates(ports.Redis, server.target({ administrator: kms("choose-one") }));
    } finally {
      await server.stop();
    }
  },
  60_000,
);
