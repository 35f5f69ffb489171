import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "./database.mjs";
import { migrate } from "./migrate.mjs";
import { startPostgres } from "./postgres.mjs";

// Real servers and real kills, of the kind that the next start must repair (issue: set-up).
const dataDir = mkdtempSync(path.join(tmpdir(), "kms-postgres-"));
const lockFile = path.join(dataDir, "postgres/cluster/postmaster.pid");
let server: Awaited<ReturnType<typeof startPostgres>>;

async function restart() {
  server = await startPostgres({ dataDir });
  return server;
}

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await restart();
  await query(server.url, "CREATE TABLE kept (n int)");
});
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("the embedded PostgreSQL", () => {
  it("runs with everything on that keeps an acknowledged commit", async () => {
    for (const name of ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"]) {
      const { rows } = await query(server.url, `SHOW ${name}`);
      expect(rows[0], name).toEqual({ [name]: "on" });
    }
  });

  it("is taken over when an earlier start left it running", async () => {
    const before = server.pid;
    expect(await restart()).toMatchObject({ adopted: true, pid: before });
  });

  it("comes back on its port with what was committed, after kill -9", async () => {
    await query(server.url, "INSERT INTO kept VALUES (7)");
    const { port, pid } = server;
    process.kill(pid, "SIGKILL");
    expect(await restart()).toMatchObject({ adopted: false, port });
    expect((await query(server.url, "SELECT n FROM kept")).rows).toEqual([{ n: 7 }]);
  });

  it("is not kept from starting by a lock file whose process id is somebody else's now", async () => {
    await server.stop();
    writeFileSync(lockFile, `${process.pid}\n${dataDir}\n0\n${server.port}\n\n127.0.0.1\n\nready\n`);
    expect(await restart()).toMatchObject({ adopted: false });
    expect(readFileSync(lockFile, "utf8")).toContain(String(server.pid));
  });

  it("runs beside that of another checkout", async () => {
    const other = mkdtempSync(path.join(tmpdir(), "kms-postgres-"));
    const second = await startPostgres({ dataDir: other, throwaway: true });
    try {
      expect(second.port).not.toBe(server.port);
      await expect(query(second.url, "SELECT * FROM kept")).rejects.toThrow("does not exist");
    } finally {
      await second.stop();
      rmSync(other, { recursive: true, force: true });
    }
  });
});

describe("migrations at start", () => {
  it("are applied once by two machines at once, and give each process its own role", async () => {
    const both = await Promise.all([migrate({ url: server.url }), migrate({ url: server.url })]);
    expect(both.map(({ applied }) => applied.length > 0).sort()).toEqual([false, true]);
    expect(both[0].urls).toEqual(both[1].urls);
    const { rows } = await query(both[0].urls.console, "SELECT current_user AS who");
    expect(rows).toEqual([{ who: "kms_console" }]);
    await expect(query(both[0].urls.console, "SELECT * FROM key_material")).rejects.toThrow("permission denied");
  });

  it("refuse a database that a newer build has migrated, in one line (decisions, section 19)", async () => {
    await query(server.url, "INSERT INTO _prisma_migrations VALUES ('x', 'x', now(), '29990101000000_later')");
    await expect(migrate({ url: server.url })).rejects.toThrow(/newer than this build \(it has 29990101000000_later\)/);
    await query(server.url, "DELETE FROM _prisma_migrations WHERE id = 'x'");
  });

  it("leave nothing behind when one fails, and say so in a line without the password", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kms-migrations-"));
    const url = new URL(server.url);
    await query(server.url, "CREATE DATABASE broken");
    url.pathname = "/broken";
    mkdirSync(path.join(folder, "1_broken"));
    writeFileSync(path.join(folder, "1_broken/migration.sql"), "CREATE TABLE half (n int); SELECT 1/0;");
    await expect(migrate({ url: url.href, folder })).rejects.toThrow(/1_broken failed and left nothing behind/);
    const { rows } = await query(
      url.href,
      "SELECT to_regclass('half') AS half, count(*)::int AS n FROM _prisma_migrations",
    );
    expect(rows).toEqual([{ half: null, n: 0 }]);
    rmSync(folder, { recursive: true });
  });

  it("say what to do about a database that does not answer", async () => {
    await expect(connect("postgresql://a:canary@127.0.0.1:1/x")).rejects.toThrow(
      /does not answer .* mend DATABASE_URL/,
    );
    await expect(connect("postgresql://a:canary@127.0.0.1:1/x")).rejects.not.toThrow("canary");
  });
});
