import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { type Connection, createConnection } from "mysql2/promise";
import type { TargetAddress } from "@/lib/domain/secrets/rotation-ports";
import { freePort } from "../../../scripts/postgres.mjs";
import { testTls } from "./tls.test-support";

// A real MariaDB on loopback for tests, in a folder of its own. Its general log is on, so that a test sees what it notes.

const PROGRAMS = ["/usr/sbin/mariadbd", "/usr/bin/mariadb-install-db"];
const ADMINISTRATOR = { UserName: "kms_admin", Password: "administrator of the tests" };

/** What a test with MariaDB lacks on this machine, or null. */
export function lackOfMariadb(): string | null {
  const missing = PROGRAMS.filter((program) => !existsSync(program));
  return missing.length > 0 ? `${missing.join(", ")} is not installed` : null;
}

export interface TestMariadb {
  target(change?: Partial<TargetAddress>): TargetAddress;
  caPem: string;
  /** A session of root. */
  root: Connection;
  generalLog(): string;
  stop(): Promise<void>;
}

export async function startMariadb(): Promise<TestMariadb> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-mariadb-"));
  chmodSync(folder, 0o700);
  const data = path.join(folder, "data");
  const log = path.join(folder, "general.log");
  mkdirSync(path.join(folder, "tmp"));
  const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
  const small = ["--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0"];
  execFileSync(
    "/usr/bin/mariadb-install-db",
    [
      "--no-defaults",
      ...asRoot,
      `--datadir=${data}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      ...small,
    ],
    { stdio: "pipe" },
  );
  const { caPem, certificateFile, keyFile } = testTls(folder);
  const port = await freePort();
  const server = spawn(
    "/usr/sbin/mariadbd",
    [
      ...["--no-defaults", ...asRoot, `--datadir=${data}`, `--tmpdir=${path.join(folder, "tmp")}`, ...small],
      ...["--bind-address=127.0.0.1", `--port=${port}`, "--skip-networking=0", "--skip-name-resolve"],
      ...[`--socket=${path.join(folder, "socket")}`, `--pid-file=${path.join(folder, "pid")}`],
      ...["--general-log=1", `--general-log-file=${log}`],
      ...[`--ssl-cert=${certificateFile}`, `--ssl-key=${keyFile}`],
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const lines = createInterface({ input: server.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => line.includes("ready for connections") && resolve());
    server.once("exit", (code) => reject(new Error(`mariadbd ended with ${code}`)));
  });
  const root = await createConnection({ socketPath: path.join(folder, "socket"), user: "root" });
  const { UserName, Password } = ADMINISTRATOR;
  await root.query(`CREATE USER ${UserName} IDENTIFIED BY '${Password}'`);
  await root.query(`GRANT ALL PRIVILEGES ON *.* TO ${UserName} WITH GRANT OPTION`);
  await root.query("CREATE DATABASE shop_db");
  return {
    target: (change = {}) => ({
      targetId: "rm-test",
      service: "Rds",
      adapter: "MySQL",
      address: "127.0.0.1",
      port,
      database: "shop_db",
      tls: "Off",
      caPem: null,
      hostKey: null,
      administrator: JSON.stringify(ADMINISTRATOR),
      ...change,
    }),
    caPem,
    root,
    generalLog: () => readFileSync(log, "utf8"),
    stop: async () => {
      root.destroy();
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(server: ChildProcess): Promise<void> {
  server.removeAllListeners("exit");
  const exit = once(server, "exit");
  if (server.exitCode === null && server.signalCode === null) {
    server.kill("SIGKILL"); // its data are thrown away
    await exit;
  }
}
