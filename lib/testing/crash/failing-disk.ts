import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { migrate } from "../../../scripts/migrate.mjs";
import { locateBinaries } from "../../../scripts/postgres/binaries.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { freePort } from "../stack";
import { type DiskFaults, diskFaults } from "./disk-faults";

const START_MS = 60_000;

export interface FailingDisk extends Pick<DiskFaults, "ask" | "heal" | "hits"> {
  url: string;
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * A PostgreSQL whose disk fails on request, with all migrations, syncing to disk as in service. Where a fault ends the
 * server, it is started again.
 */
export async function failingDisk(): Promise<FailingDisk> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-disk-"));
  chmodSync(folder, 0o711); // the server runs as another user
  const prepared = await startPostgres({ dataDir: folder });
  await migrate({ url: prepared.url });
  const url = new URL(prepared.url);
  const cluster = path.join(prepared.folder, "cluster");
  await prepared.stop();
  url.port = String(await freePort());

  const faults = diskFaults(folder, cluster);
  let ends = false;
  let server: ChildProcess | undefined;
  const start = () => {
    server = spawnFailing(cluster, url.port, faults.env);
    server.once("exit", () => {
      if (!ends) start();
    });
  };
  start();
  const close = async () => {
    ends = true;
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGQUIT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  while (!(await answers(url.href))) {
    if (Date.now() > deadline) throw new Error("the server with the failing disk does not start");
    await pause(20);
  }
  return { ...faults, url: url.href, answers: () => answers(url.href), close };
}

function spawnFailing(cluster: string, port: string, env: Record<string, string>) {
  const folder = openSync(cluster, "r");
  const { uid, gid } = statSync(cluster);
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "", log_checkpoints: "off" };
  // Small, so that faults meet checkpoints and the growth of files too.
  const small = { shared_buffers: "1MB", checkpoint_timeout: "30s", max_wal_size: "32MB", min_wal_size: "32MB" };
  const all = Object.entries({ ...settings, ...small }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(locateBinaries().postgres, ["-D", "/proc/self/fd/3", ...all], {
    ...(process.getuid?.() === 0 && { uid, gid }),
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", NODE_ENV: "test", ...env },
    cwd: "/",
    stdio: ["ignore", "ignore", "ignore", folder],
  });
  closeSync(folder);
  return child;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
