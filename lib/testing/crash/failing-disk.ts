import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { migrate } from "../../../scripts/migrate.mjs";
import { locateBinaries } from "../../../scripts/postgres/binaries.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { freePort } from "../stack";

// A PostgreSQL whose disk fails on request (S16), by a small library that is preloaded into it: disk-faults.c.

export const FAULTS = ["full", "broken", "short write", "unsynced"] as const;
export type Fault = (typeof FAULTS)[number];

const SOURCE = path.join(process.cwd(), "lib/testing/crash/disk-faults.c");
const START_MS = 60_000;

/** Why there is none on this machine, or null. */
export function failingDiskLacks(): string | null {
  if (process.platform !== "linux") return "it takes Linux";
  return spawnSync("cc", ["--version"], { stdio: "ignore" }).status === 0 ? null : "there is no C compiler (cc)";
}

export interface FailingDisk {
  url: string;
  /** The next `calls` of that sort fail. */
  ask(fault: Fault, calls: number): void;
  heal(): void;
  /** How many calls have failed so far. */
  hits(): number;
  /** How often the server ended and was started again. */
  restarts(): number;
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/** With all migrations, syncing to disk as in service. Where a fault ends the server, it is started again. */
export async function failingDisk(): Promise<FailingDisk> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-disk-"));
  chmodSync(folder, 0o711); // the server runs as another user
  const library = path.join(folder, "disk-faults.so");
  const built = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`disk-faults.c does not compile: ${built.stderr}`);
  const requests = path.join(folder, "requests");
  writeFileSync(requests, Buffer.alloc(12));
  chmodSync(requests, 0o666);

  const prepared = await startPostgres({ dataDir: folder });
  await migrate({ url: prepared.url });
  const url = new URL(prepared.url);
  const cluster = path.join(prepared.folder, "cluster");
  await prepared.stop();
  url.port = String(await freePort());

  let ends = false;
  let starts = 0;
  let server: ChildProcess | undefined;
  const start = () => {
    starts++;
    server = spawnFailing(cluster, url.port, { library, requests });
    server.once("exit", () => {
      if (!ends) start();
    });
  };
  start();
  const disk: FailingDisk = {
    url: url.href,
    ask: (fault, calls) => write(requests, [FAULTS.indexOf(fault) + 1, calls]),
    heal: () => write(requests, [0, 0]),
    hits: () => readFileSync(requests).readUInt32LE(8),
    restarts: () => starts - 1,
    answers: () => answers(url.href),
    close: async () => {
      ends = true;
      const ended = new Promise((resolve) => server?.once("exit", resolve));
      server?.kill("SIGQUIT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const deadline = Date.now() + START_MS;
  while (!(await disk.answers())) {
    if (Date.now() > deadline) throw new Error("the server with the failing disk does not start");
    await pause(20);
  }
  return disk;
}

/** The first two numbers of the shared file; the third is the library's. */
function write(requests: string, numbers: [number, number]): void {
  const bytes = Buffer.alloc(8);
  numbers.forEach((number, at) => {
    bytes.writeUInt32LE(number, at * 4);
  });
  const file = openSync(requests, "r+");
  writeSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
}

function spawnFailing(cluster: string, port: string, { library, requests }: { library: string; requests: string }) {
  const folder = openSync(cluster, "r");
  const { uid, gid } = statSync(cluster);
  const settings = { port, listen_addresses: "127.0.0.1", unix_socket_directories: "", log_checkpoints: "off" };
  // Small, so that faults meet checkpoints and the growth of files too.
  const small = { shared_buffers: "1MB", checkpoint_timeout: "30s", max_wal_size: "32MB", min_wal_size: "32MB" };
  const all = Object.entries({ ...settings, ...small }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(locateBinaries().postgres, ["-D", "/proc/self/fd/3", ...all], {
    ...(process.getuid?.() === 0 && { uid, gid }),
    env: {
      ...{ PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", NODE_ENV: "test" },
      LD_PRELOAD: library,
      DISK_FAULTS_FILE: requests,
      DISK_FAULTS_BELOW: cluster,
    },
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
