import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { randomChars } from "@/lib/crypto/random";
import type { TargetAddress } from "@/lib/domain/secrets/rotation-ports";
import { ownedFolder, runAsServerUser, serverUser, spawnAsServerUser } from "../../../scripts/postgres/server-user.mjs";
import { freePort, startPostgres } from "../../../scripts/postgres.mjs";
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

const DEBIAN_15 = "/usr/lib/postgresql/15/bin";

/** What a test with an older PostgreSQL, as a distribution has it, lacks on this machine, or null. */
export function lackOfPostgres15(): string | null {
  return existsSync(path.join(DEBIAN_15, "postgres")) ? null : `${DEBIAN_15} is not installed`;
}

/** The oldest that people still have much of: roles and `public` are not in it what they are in ours. */
export async function startPostgres15(): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-target-pg15-"));
  chmodSync(folder, 0o711);
  const cluster = path.join(folder, "cluster");
  const log = path.join(folder, "postgres.log");
  ownedFolder(cluster);
  const [user, secret] = ["owner", randomChars("abcdefghijklmnopqrstuvwxyz", 24)];
  const args = ["-U", user, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"];
  const made = runAsServerUser(path.join(DEBIAN_15, "initdb"), args, { folder: cluster, secret });
  if (made.status !== 0) throw new Error(`initdb of PostgreSQL 15: ${made.stderr}`);
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "log_statement=all"];
  const options = ["-p", String(port), ...settings.flatMap((each) => ["-c", each])];
  const file = openSync(log, "a", 0o600);
  const server: ChildProcess = spawnAsServerUser(path.join(DEBIAN_15, "postgres"), options, {
    folder: cluster,
    log: file,
  });
  closeSync(file);
  const url = `postgresql://${user}:${secret}@127.0.0.1:${port}/postgres`;
  await answers(url, server);
  const stop = async () => {
    const exit = once(server, "exit");
    server.kill("SIGQUIT"); // its data are thrown away
    await exit;
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...testPostgres(url), caPem: "", log: () => readFileSync(log, "utf8"), stop };
}

/** Whether it is there, asked until it is. */
async function answers(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL 15 ended with ${server.exitCode}`);
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => {});
    const isThere = await client.connect().then(
      () => true,
      () => false,
    );
    if (isThere) return client.end();
    await pause(20);
  }
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
  return {
    ...testPostgres(server.url),
    caPem,
    log: () => readFileSync(path.join(server.folder, "postgres.log"), "utf8"),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function testPostgres(ownerUrl: string): Pick<TestPostgres, "target" | "sql" | "sqlAs"> {
  const owner = new URL(ownerUrl);
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
    const url = new URL(ownerUrl);
    Object.assign(url, { username: who.user, password: encodeURIComponent(who.password), pathname: `/${database}` });
    return url;
  };
  return {
    target: (change = {}) => ({
      targetId: "pg-test",
      service: "Rds",
      adapter: "PostgreSQL",
      address: "127.0.0.1",
      port: Number(owner.port),
      database: null,
      tls: "Off",
      caPem: null,
      hostKey: null,
      administrator: JSON.stringify({ UserName: owner.username, Password: owner.password }),
      ...change,
    }),
    sql: (database, text) => query(at(database), text),
    sqlAs: (name, password, database, text) => query(at(database, { user: name, password }), text),
  };
}
