import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TargetAddress } from "@/lib/domain/secrets/rotation-ports";
import { serverUser } from "../../../scripts/postgres/server-user.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { testTls } from "./tls.test-support";

// A real PostgreSQL for tests, in a folder of its own, which writes down every statement that it is given.

export interface TestPostgres {
  target(change?: Partial<TargetAddress>): TargetAddress;
  caPem: string;
  /** As the owner of everything, in the named database. */
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(database: string, text: string): Promise<Row[]>;
  /** As somebody else. */
  sqlAs(user: string, password: string, database: string, text: string): Promise<pg.QueryResultRow[]>;
  log(): string;
  stop(): Promise<void>;
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-target-pg-"));
  chmodSync(folder, 0o711); // the server's user reads its certificate here
  const { caPem, certificateFile, keyFile } = testTls(folder);
  const user = serverUser();
  if (user) chownSync(keyFile, user.uid, user.gid);
  const server = await startPostgres({
    dataDir: folder,
    throwaway: true,
    settings: { ssl: "on", ssl_cert_file: certificateFile, ssl_key_file: keyFile, log_statement: "all" },
  });
  const owner = new URL(server.url);
  const query = async (url: URL, text: string) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  };
  const at = (database: string, who = { user: owner.username, password: owner.password }) => {
    const url = new URL(server.url);
    Object.assign(url, { username: who.user, password: encodeURIComponent(who.password), pathname: `/${database}` });
    return url;
  };
  return {
    target: (change = {}) => ({
      targetId: "pg-test",
      service: "Rds",
      adapter: "PostgreSQL",
      address: "127.0.0.1",
      port: server.port,
      database: null,
      tls: "Off",
      caPem: null,
      hostKey: null,
      administrator: JSON.stringify({ UserName: owner.username, Password: owner.password }),
      ...change,
    }),
    caPem,
    sql: (database, text) => query(at(database), text),
    sqlAs: (name, password, database, text) => query(at(database, { user: name, password }), text),
    log: () => readFileSync(path.join(server.folder, "postgres.log"), "utf8"),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
