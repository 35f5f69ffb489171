import { createConnection, type RowDataPacket } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowing, keepsToTheContract, password, someAccount, wish } from "./accounts.test-support";
import { lackOfMariadb, startMariadb, type TestMariadb } from "./mariadb.test-support";
import { makeMysqlTarget } from "./mysql";

const lack = lackOfMariadb();
if (lack) process.stderr.write(`skipped: ${lack}\n`);

describe.skipIf(lack)("accounts of MySQL and MariaDB (SEC-18)", () => {
  let server: TestMariadb;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());
  const port = makeMysqlTarget({ guardAddress: allowing });

  keepsToTheContract({
    make: makeMysqlTarget,
    target: (change) => server.target(change),
    caPem: () => server.caPem,
    rights: { privilege: "ReadWrite", databases: [] },
  });

  const grantsOf = async (account: string): Promise<string[]> => {
    const [rows] = await server.root.query<RowDataPacket[]>(`SHOW GRANTS FOR '${account}'@'%'`);
    const grants: string[] = rows.flatMap((row) => Object.values(row));
    return grants.flatMap((each) => (each.includes("USAGE") ? [] : each.replace(account, "somebody"))).sort();
  };

  it("MariaDB, which writes down what it is told, is told no password", async () => {
    const account = someAccount();
    const first = wish(account, { make: { privilege: "ReadOnly", databases: [] } });
    const second = wish(account);
    expect(await port.set(server.target(), first)).toEqual({ ok: true });
    expect(await port.set(server.target(), second)).toEqual({ ok: true });
    const log = server.generalLog();
    expect(log).toContain(`SET PASSWORD FOR '${account}'@'%'`);
    for (const { credential } of [first, second]) {
      expect(log).not.toContain(credential.kind === "password" ? credential.password : "");
    }
  });

  it("an account is for the named databases alone, two of them come out equal, and a name is no pattern", async () => {
    await server.root.query("CREATE DATABASE IF NOT EXISTS shopXdb");
    await server.root.query("CREATE DATABASE IF NOT EXISTS stock");
    const make = { privilege: "ReadWrite", databases: ["shop_db", "stock"] } as const;
    const [first, second] = [wish(someAccount(), { make }), wish(someAccount(), { make })];
    for (const each of [first, second]) expect(await port.set(server.target(), each)).toEqual({ ok: true });
    const grants = await grantsOf(first.account);
    expect(grants).toHaveLength(2);
    expect(await grantsOf(second.account)).toEqual(grants);
    const session = await signedIn(first);
    await session.query("CREATE TABLE shop_db.made_by_it (a int)");
    await session.query("INSERT INTO shop_db.made_by_it VALUES (1)");
    await expect(session.query("CREATE TABLE shopXdb.made_by_it (a int)")).rejects.toMatchObject({ errno: 1142 });
    await expect(session.query("SELECT user FROM mysql.user")).rejects.toMatchObject({ errno: 1142 });
    session.destroy();

    const reader = wish(someAccount(), { make: { privilege: "ReadOnly", databases: ["shop_db"] } });
    expect(await port.set(server.target(), reader)).toEqual({ ok: true });
    const reading = await signedIn(reader);
    expect((await reading.query<RowDataPacket[]>("SELECT a FROM shop_db.made_by_it"))[0]).toEqual([{ a: 1 }]);
    await expect(reading.query("DELETE FROM shop_db.made_by_it")).rejects.toMatchObject({ errno: 1142 });
    reading.destroy();

    for (const database of ["mysql", "MySQL", "sys", "performance_schema", "information_schema"]) {
      const powerful = wish(someAccount(), { make: { privilege: "ReadOnly", databases: ["shop_db", database] } });
      const [named, meant] = [powerful, wish(powerful.account, { make: { privilege: "ReadWrite", databases: [] } })];
      const refused = { ok: false, error: "NotPermitted" };
      expect([database, await port.set(server.target(), named)]).toEqual([database, refused]);
      expect([database, await port.set(server.target({ database }), meant)]).toEqual([database, refused]);
      expect(await port.has(server.target(), powerful.account)).toEqual({ ok: true, exists: false });
    }

    const nowhere = wish(someAccount(), { make: { privilege: "ReadOnly", databases: [] } });
    expect(await port.set(server.target({ database: null }), nowhere)).toEqual({ ok: false, error: "NotPermitted" });
    expect(await port.has(server.target(), nowhere.account)).toEqual({ ok: true, exists: false });
  });

  it("an account that may come from several hosts has one password at all of them, or is several accounts", async () => {
    const [account, next] = [someAccount(), wish(someAccount())];
    const at = (name: string, [here, there]: [string, string]) =>
      server.root.query(
        `CREATE USER ${name}@'127.0.0.1' IDENTIFIED BY '${here}', ${name}@'10.%' IDENTIFIED BY '${there}'`,
      );
    await at(account, ["one", "one"]);
    // What a call that was cut off leaves: one has the new value already.
    const value = next.credential.kind === "password" ? next.credential.password : "";
    await at(next.account, [value, "one"]);
    const two = wish(someAccount());
    await at(two.account, ["one", "two"]);
    expect(await port.set(server.target(), two)).toEqual({ ok: false, error: "Unsupported" });
    expect(await port.signIn(server.target(), two.account, password("one"))).toEqual({ ok: true });
    await severalAreOne(wish(account));
    await severalAreOne(next);
  });

  async function severalAreOne(next: ReturnType<typeof wish>) {
    const { account } = next;
    expect(await port.has(server.target(), account)).toEqual({ ok: true, exists: true });
    expect(await port.set(server.target(), next)).toEqual({ ok: true });
    expect(await port.signIn(server.target(), account, next.credential)).toEqual({ ok: true });
    const [rows] = await server.root.query<RowDataPacket[]>(
      `SELECT DISTINCT authentication_string AS kept FROM mysql.user WHERE User = '${account}'`,
    );
    expect(rows).toHaveLength(1);
  }

  it("says what it may not do, and leaves alone what signs in by other means", async () => {
    await server.root.query("CREATE USER lesser IDENTIFIED BY 'pw'");
    await server.root.query("GRANT SELECT ON *.* TO lesser");
    const administrator = JSON.stringify({ UserName: "lesser", Password: "pw" });
    const rights = { privilege: "ReadOnly", databases: [] } as const;
    const refused = await port.set(server.target({ administrator }), wish(someAccount(), { make: rights }));
    expect(refused).toEqual({ ok: false, error: "NotPermitted" });

    await server.root.query("GRANT CREATE USER ON *.* TO lesser");
    await server.root.query("GRANT SELECT, UPDATE ON mysql.* TO lesser");
    const account = someAccount();
    await server.root.query(`CREATE USER ${account} IDENTIFIED BY 'pw'`);
    const next = wish(account);
    await server.root.query("SET GLOBAL read_only = 1");
    expect(await port.set(server.target({ administrator }), next)).toEqual({ ok: false, error: "Unreachable" });
    await server.root.query("SET GLOBAL read_only = 0");
    expect(await port.set(server.target({ administrator }), next)).toEqual({ ok: true });
    expect(server.generalLog()).not.toContain(next.credential.kind === "password" ? next.credential.password : "");

    await server.root.query("CREATE USER by_socket IDENTIFIED VIA unix_socket");
    expect(await port.set(server.target(), wish("by_socket"))).toEqual({ ok: false, error: "Unsupported" });
    await server.root.query("CREATE USER locked_one IDENTIFIED BY 'pw' ACCOUNT LOCK");
    expect(await port.signIn(server.target(), "locked_one", password("pw"))).toEqual({
      ok: false,
      error: "SignInRefused",
    });
  });

  it("a server with rules about passwords sees the password, and what it refuses is told apart", async () => {
    const make = { privilege: "ReadOnly", databases: [] } as const;
    await server.root.query("INSTALL SONAME 'simple_password_check'");
    await server.root.query("INSTALL SONAME 'password_reuse_check'");
    try {
      const weak = wish(someAccount(), { make, credential: password("short") });
      expect(await port.set(server.target(), weak)).toEqual({ ok: false, error: "ValueRefused" });
      expect(await port.has(server.target(), weak.account)).toEqual({ ok: true, exists: false });
      const account = someAccount();
      const first = wish(account, { make, credential: password("Long-enough-1") });
      const second = wish(account, { credential: password("Long-enough-2") });
      expect(await port.set(server.target(), first)).toEqual({ ok: true });
      expect(await port.set(server.target(), second)).toEqual({ ok: true });
      // The same once more is no reuse: it is what a killed call had done already.
      expect(await port.set(server.target(), second)).toEqual({ ok: true });
      expect(await port.set(server.target(), first)).toEqual({ ok: false, error: "ValueRefused" });
      expect(await port.signIn(server.target(), account, second.credential)).toEqual({ ok: true });
    } finally {
      await server.root.query("UNINSTALL SONAME 'password_reuse_check'");
      await server.root.query("UNINSTALL SONAME 'simple_password_check'");
    }
  });

  function signedIn({ account, credential }: ReturnType<typeof wish>) {
    const { address, port: at } = server.target();
    const secret = credential.kind === "password" ? credential.password : "";
    return createConnection({ host: address, port: at ?? 0, user: account, password: secret });
  }
});
