// The embedded PostgreSQL that belongs to a checkout: the binaries come from npm, the cluster lies in KMS_DATA_DIR.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { locateBinaries } from "./postgres/binaries.mjs";
import { readLock, removeStaleLock, runningPostmaster } from "./postgres/lock.mjs";
import { ownedFolder, runAsServerUser, spawnAsServerUser } from "./postgres/server-user.mjs";
import { asRefusal, Refusal } from "./refusal.mjs";

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 20;
const OWNER = "kms_owner";
export const DATABASE = "kms";

const DURABLE = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };
// For data that does not outlive a test run. Whatever a kill -9 of PostgreSQL can show stays as it is: the page cache
// survives the process. Only a loss of power would tell the difference.
const THROWAWAY = { fsync: "off", synchronous_commit: "on", wal_level: "minimal", max_wal_senders: "0" };

/**
 * Starts, or adopts, the cluster in `<dataDir>/postgres` and returns once it answers.
 * @param {{ dataDir: string, throwaway?: boolean, settings?: Record<string, string>, port?: number }} options
 *   `throwaway` skips syncing to disk, for tests; `settings` are more `name: value` of postgresql.conf; `port` is tried
 *   first, else the one of the last start, so that an operator's notes stay true.
 * @returns {Promise<{ url: string, host: string, port: number, pid: number, adopted: boolean, folder: string,
 *   isAlive: () => boolean, stop: () => Promise<void> }>} `url` names database `kms` as its owner `kms_owner`.
 */
export async function startPostgres({ dataDir, throwaway = false, settings = {}, port }) {
  const folder = path.join(dataDir, "postgres");
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const binaries = locateBinaries();
    const cluster = path.join(folder, "cluster");
    const password = createCluster({ folder, cluster, binaries, throwaway });
    const adopted = await runningPostmaster(cluster);
    const all = { ...(throwaway ? THROWAWAY : DURABLE), ...settings };
    const server = adopted ?? (await launch({ folder, cluster, binaries, settings: all, port }));
    fs.writeFileSync(path.join(folder, "port"), `${server.port}\n`);
    const url = `postgresql://${OWNER}:${password}@127.0.0.1:${server.port}/${DATABASE}`;
    await ensureDatabase(url);
    return {
      url,
      host: "127.0.0.1",
      port: server.port,
      pid: server.pid,
      adopted: adopted !== undefined,
      folder,
      isAlive: () => readLock(cluster)?.pid === server.pid && isAlive(server.pid),
      stop: () => stop(server.pid),
    };
  } catch (error) {
    throw asRefusal(error, `embedded PostgreSQL in ${folder}`);
  }
}

/** Makes the cluster whole or not at all, and returns its owner's password. */
function createCluster({ folder, cluster, binaries, throwaway }) {
  const passwordFile = path.join(folder, "password");
  if (fs.existsSync(path.join(cluster, "PG_VERSION"))) return readPassword(passwordFile);

  const unfinished = `${cluster}.init`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  ownedFolder(unfinished);
  const password = randomBytes(24).toString("base64url");
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  const args = [
    ...["-U", OWNER, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"],
    // Sorting that no update of a C library can change under an index.
    ...["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ...(throwaway ? ["--no-sync"] : []),
  ];
  const result = runAsServerUser(binaries.initdb, args, { folder: unfinished, secret: password });
  if (result.status !== 0) throw initdbFailed(result);
  fs.renameSync(unfinished, cluster);
  return password;
}

function readPassword(passwordFile) {
  try {
    return fs.readFileSync(passwordFile, "utf8").trim();
  } catch (error) {
    throw new Refusal(
      `The embedded PostgreSQL's password file ${passwordFile} cannot be read (${error.code}): put it back, it belongs to the cluster beside it.`,
    );
  }
}

function initdbFailed({ error, stderr = "" }) {
  if (error) return error;
  if (/No space left|Disk quota/.test(stderr)) return Object.assign(new Error(stderr), { code: "ENOSPC" });
  return new Refusal(`PostgreSQL could not make its cluster: ${lastLine(stderr)}`);
}

async function launch({ folder, cluster, binaries, settings, port }) {
  await removeStaleLock(cluster);
  const wanted = [port, recordedPort(folder)].filter(Boolean);
  // Between finding a free port and taking it, somebody else may be quicker: try others.
  for (let attempt = 0; attempt < 5; attempt++) {
    const candidate = await freePort(wanted[attempt]);
    const started = await launchOn(candidate, { folder, cluster, binaries, settings });
    if (started) return started;
  }
  throw new Refusal("The embedded PostgreSQL found no free port on 127.0.0.1.");
}

/** Undefined when the port was taken in the meantime. */
async function launchOn(port, { folder, cluster, binaries, settings }) {
  const logFile = path.join(folder, "postgres.log");
  const logStart = fs.existsSync(logFile) ? fs.statSync(logFile).size : 0;
  const log = fs.openSync(logFile, "a", 0o600);
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "", // its path would have to be short, and in a folder that the server's user can reach
    max_connections: "100",
    log_checkpoints: "off",
    ...settings,
  };
  const options = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawnAsServerUser(binaries.postgres, ["-p", String(port), ...options], { folder: cluster, log });
  fs.closeSync(log);
  let failure;
  child.on("error", (error) => {
    failure = error;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && child.signalCode === null && !failure) {
    const lock = readLock(cluster);
    if (lock?.pid === child.pid && lock.ready) return { pid: child.pid, port };
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      break;
    }
    await pause(POLL_MS);
  }
  if (failure) throw failure;
  const said = fs.readFileSync(logFile).subarray(logStart).toString("utf8");
  if (/could not bind|Address already in use/.test(said)) return undefined;
  if (/No space left|Disk quota/.test(said)) throw Object.assign(new Error(said), { code: "ENOSPC" });
  throw new Refusal(`PostgreSQL did not start: ${lastLine(said)} (more in ${logFile})`);
}

/** A smart shutdown would wait for clients; a fast one rolls back what they left open. */
async function stop(pid) {
  signal(pid, "SIGINT");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) signal(pid, "SIGQUIT"); // crash-safe: the next start replays the log
    await pause(POLL_MS);
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}

/** A killed process may stay as a zombie where nobody reaps it, as in some containers: that is not alive. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return process.platform !== "linux";
  }
}

async function ensureDatabase(url) {
  const { default: pg } = await import("pg");
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.href, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function recordedPort(folder) {
  try {
    return Number(fs.readFileSync(path.join(folder, "port"), "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/** `wanted` if nobody listens there, else one that the system picks. */
export async function freePort(wanted = 0) {
  const server = net.createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.on("error", reject);
      server.listen(wanted, "127.0.0.1", () => resolve(server.address().port));
    });
  } catch (error) {
    if (wanted === 0) throw error;
    return freePort(0);
  } finally {
    server.close();
  }
}

function lastLine(text) {
  const lines = text.trim().split("\n");
  return (lines.findLast((line) => /FATAL|ERROR|error:|PANIC/.test(line)) ?? lines.at(-1) ?? "it said nothing").trim();
}
