import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scramVerifier } from "@/lib/crypto/scram";
import type { AccountWish } from "@/lib/domain/secrets/rotation-ports";
import { long } from "@/lib/testing/long";
import { allowing, keepsToTheContract, password, someAccount, wish } from "./accounts.test-support";
import { makePostgresqlTarget } from "./postgresql";
import { startTestPostgres, type TestPostgres } from "./postgresql.test-support";

describe("accounts of PostgreSQL (SEC-18)", () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startTestPostgres();
    for (const database of ["shop", "stock"]) {
      await server.sql("postgres", `CREATE DATABASE ${database}`);
      await server.sql(
        database,
        "CREATE SCHEMA sales; CREATE TABLE sales.bill (id serial, a int); CREATE TABLE cart (a int)",
      );
    }
  });
  afterAll(() => server.stop());
  const port = makePostgresqlTarget({ guardAddress: allowing });

  keepsToTheContract({
    make: makePostgresqlTarget,
    target: (change) => server.target(change),
    caPem: () => server.caPem,
    rights: { privilege: "ReadWrite", databases: [] },
  });

  const as = ({ account, credential }: AccountWish, database: string, text: string) =>
    server.sqlAs(account, credential.kind === "password" ? credential.password : "", database, text);

  it("the server is told no password, and keeps what it would have made of it", async () => {
    const account = someAccount();
    const first = wish(account, { make: { privilege: "ReadOnly", databases: [] } });
    const second = wish(account);
    for (const each of [first, second]) expect(await port.set(server.target(), each)).toEqual({ ok: true });
    const log = server.log();
    expect(log).toContain(`ALTER ROLE "${account}"`);
    for (const { credential } of [first, second]) {
      expect(log).not.toContain(credential.kind === "password" ? credential.password : "");
    }
    const [row] = await server.sql<{ kept: string }>(
      "postgres",
      `SELECT rolpassword AS kept FROM pg_authid WHERE rolname = '${account}'`,
    );
    expect(row?.kept).toMatch(/^SCRAM-SHA-256\$\d+:/);
  });

  it("the server makes the very verifier of a password that we make of it (RFC 5802, RFC 7677)", async () => {
    for (const text of ["pencil", "pässwörd", "ﬁne\u00a0and\u00adsoft", "密码", "Ⅸ"]) {
      await server.sql("postgres", `CREATE ROLE witness LOGIN PASSWORD '${text}'`);
      const [row] = await server.sql<{ kept: string }>(
        "postgres",
        "SELECT rolpassword AS kept FROM pg_authid WHERE rolname = 'witness'",
      );
      await server.sql("postgres", "DROP ROLE witness");
      const [, iterations = "", salt = ""] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(row?.kept ?? "") ?? [];
      const ours = scramVerifier(text, { iterations: Number(iterations), salt: Buffer.from(salt, "base64") });
      expect([text, ours]).toEqual([text, row?.kept]);
    }
  });

  it("an account is for the named databases: what is there, what its owner will make, and nothing of others", async () => {
    const make = { privilege: "ReadWrite", databases: ["shop"] } as const;
    const [one, two] = [wish(someAccount(), { make }), wish(someAccount(), { make })];
    for (const each of [one, two, one]) expect(await port.set(server.target(), each)).toEqual({ ok: true });
    await server.sql("shop", "CREATE TABLE sales.later (id serial, a int)");
    for (const each of [one, two]) {
      for (const table of ["sales.bill", "sales.later"]) {
        await as(each, "shop", `INSERT INTO ${table} (a) VALUES (1); UPDATE ${table} SET a = 2; DELETE FROM ${table}`);
      }
      await expect(as(each, "shop", "CREATE TABLE sales.own (a int)")).rejects.toMatchObject({ code: "42501" });
      await expect(as(each, "stock", "SELECT * FROM cart")).rejects.toMatchObject({ code: "42501" });
      await expect(as(each, "stock", "SELECT * FROM sales.bill")).rejects.toMatchObject({ code: "42501" });
    }
    const reader = wish(someAccount(), { make: { privilege: "ReadOnly", databases: ["shop", "stock"] } });
    expect(await port.set(server.target(), reader)).toEqual({ ok: true });
    await server.sql("stock", "CREATE TABLE later (a int); INSERT INTO later VALUES (7)");
    expect(await as(reader, "stock", "SELECT a FROM later")).toEqual([{ a: 7 }]);
    expect(await as(reader, "shop", "SELECT count(*)::int AS n FROM sales.bill")).toEqual([{ n: 0 }]);
    await expect(as(reader, "stock", "DELETE FROM later")).rejects.toMatchObject({ code: "42501" });
    await server.sql(
      "stock",
      "REVOKE TEMPORARY ON DATABASE stock FROM PUBLIC; REVOKE TEMPORARY ON DATABASE shop FROM PUBLIC",
    );
    await expect(as(reader, "stock", "CREATE TEMPORARY TABLE t (a int)")).rejects.toMatchObject({ code: "42501" });
    await as(one, "shop", "CREATE TEMPORARY TABLE t (a int)");
  });

  it("no account is made for what every later database is copied from", async () => {
    await server.sql("postgres", "CREATE DATABASE pattern IS_TEMPLATE true");
    for (const database of ["template1", "template0", "pattern"]) {
      const made = wish(someAccount(), { make: { privilege: "ReadOnly", databases: ["shop", database] } });
      expect(await port.set(server.target(), made)).toEqual({ ok: false, error: "NotPermitted" });
      expect(await port.has(server.target(), made.account)).toEqual({ ok: true, exists: false });
    }
  });

  it("an account that may not enter the administrator's database is believed nevertheless; one that may not sign in is not", async () => {
    await server.sql("postgres", "CREATE DATABASE closed_one");
    await server.sql("postgres", "REVOKE CONNECT ON DATABASE closed_one FROM PUBLIC");
    await server.sql("postgres", "CREATE ROLE outside LOGIN PASSWORD 'pw'; CREATE ROLE nologin_one PASSWORD 'pw'");
    const target = server.target({ database: "closed_one" });
    expect(await port.signIn(target, "outside", password("pw"))).toEqual({ ok: true });
    expect(await port.signIn(target, "outside", password("no"))).toEqual({ ok: false, error: "SignInRefused" });
    expect(await port.signIn(target, "nologin_one", password("pw"))).toEqual({ ok: false, error: "SignInRefused" });
  });

  it.runIf(long)("a server that is held up gives up before we say so, and does nothing afterwards", async () => {
    const account = someAccount();
    const first = wish(account, { make: { privilege: "ReadOnly", databases: [] } });
    await port.set(server.target(), first);
    const holds = "SELECT pg_advisory_lock(hashtext('kms-console'), hashtext('rotation')), pg_sleep(9)";
    const holding = server.sql("postgres", holds);
    const second = wish(account);
    expect(await port.set(server.target(), second)).toEqual({ ok: false, error: "TimedOut" });
    await holding;
    expect(await port.signIn(server.target(), account, first.credential)).toEqual({ ok: true });
    expect(await port.set(server.target(), second)).toEqual({ ok: true });
  });

  it("a password that clients would each write in their own way is refused", async () => {
    const account = someAccount();
    await port.set(server.target(), wish(account, { make: { privilege: "ReadOnly", databases: [] } }));
    const outcome = await port.set(server.target(), wish(account, { credential: password("bell\u0007é") }));
    expect(outcome).toEqual({ ok: false, error: "ValueRefused" });
  });
});
