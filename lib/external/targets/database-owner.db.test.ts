import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowing, password, someAccount, wish } from "./accounts.test-support";
import { makePostgresqlTarget } from "./postgresql";
import { lackOfPostgres15, startPostgres15, startTestPostgres, type TestPostgres } from "./postgresql.test-support";

// The least that an administrator of PostgreSQL can be (SEC-18): LOGIN CREATEROLE, and the owner of one database.

const lack = lackOfPostgres15();
if (lack) process.stderr.write(`skipped: ${lack}\n`);

describe.each([
  ["of this product", null, startTestPostgres],
  ["15", lack, startPostgres15],
] as const)("the owner of a database at PostgreSQL %s", (_, lacking, start) => {
  let server: TestPostgres;
  beforeAll(async () => {
    if (lacking) return;
    server = await start();
    await server.sql("postgres", "CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'pw'");
    for (const database of ["shop", "old"]) await server.sql("postgres", `CREATE DATABASE ${database} OWNER keeper`);
    await server.sql("postgres", "CREATE DATABASE of_others");
  });
  afterAll(() => server?.stop());
  const port = makePostgresqlTarget({ guardAddress: allowing });
  const target = (database: string) =>
    server.target({ database, administrator: JSON.stringify({ UserName: "keeper", Password: "pw" }) });
  const two = (privilege: "ReadWrite" | "ReadOnly", ...databases: string[]) =>
    [1, 2].map(() => wish(someAccount(), { make: { privilege, databases } }));
  const as = ({ account, credential }: ReturnType<typeof wish>, database: string, text: string) =>
    server.sqlAs(account, credential.kind === "password" ? credential.password : "", database, text);
  const DENIED = { code: "42501" };

  it.skipIf(lacking)("makes two accounts that read and write, and two that read, and rotates them", async () => {
    for (const [privilege, named] of [
      ["ReadWrite", []],
      ["ReadOnly", ["shop"]],
    ] as const) {
      const made = two(privilege, ...named);
      // Where the database has nothing yet, where it has what he made, and again.
      for (const each of [...made, ...made]) expect(await port.set(target("shop"), each)).toEqual({ ok: true });
      const table = `his_${privilege}`;
      await server.sqlAs("keeper", "pw", "shop", `CREATE TABLE ${table} (id serial, a int)`);
      for (const each of [...made, ...two(privilege)]) {
        expect(await port.set(target("shop"), each)).toEqual({ ok: true });
        const next = wish(each.account);
        expect(await port.set(target("shop"), next)).toEqual({ ok: true });
        await as(next, "shop", `SELECT * FROM ${table}`);
        const writes = as(next, "shop", `INSERT INTO ${table} (a) VALUES (1)`);
        if (privilege === "ReadWrite") await writes;
        else await expect(writes).rejects.toMatchObject(DENIED);
      }
    }
  });

  it.skipIf(lacking)(
    "hands on what is his to hand on, in a `public` that is not his too; but not nothing",
    async () => {
      // As of a database that came from PostgreSQL 14.
      const before15 = "ALTER SCHEMA public OWNER TO CURRENT_USER; GRANT CREATE ON SCHEMA public TO PUBLIC";
      await server.sql("old", `${before15}; CREATE TABLE of_another (a int)`);
      const [made = wish("nobody")] = two("ReadWrite");
      expect(await port.set(target("old"), made)).toEqual({ ok: false, error: "NotPermitted" });
      await server.sqlAs("keeper", "pw", "old", "CREATE TABLE his (id serial, a int)");
      expect(await port.set(target("old"), made)).toEqual({ ok: true });
      await as(made, "old", "INSERT INTO his (a) VALUES (1)");
      await expect(as(made, "old", "SELECT * FROM of_another")).rejects.toMatchObject(DENIED);
      await server.sqlAs("keeper", "pw", "old", "CREATE TABLE later (id serial, a int)");
      await as(made, "old", "INSERT INTO later (a) VALUES (1)");
    },
  );

  it.skipIf(lacking)("is told what he may not do", async () => {
    const [elsewhere = wish("nobody")] = two("ReadWrite", "of_others");
    expect(await port.set(target("shop"), elsewhere)).toEqual({ ok: false, error: "NotPermitted" });
    await server.sql("postgres", "CREATE ROLE of_somebody_else SUPERUSER LOGIN PASSWORD 'old'");
    expect(await port.set(target("shop"), wish("of_somebody_else"))).toEqual({ ok: false, error: "NotPermitted" });
    expect(await port.signIn(target("shop"), "of_somebody_else", password("old"))).toEqual({ ok: true });
  });
});
