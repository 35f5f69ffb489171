// postmaster.pid: who runs this cluster, and whether that is still true.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const SETTLE_TIMEOUT_MS = 30_000;
const ORPHAN_TIMEOUT_MS = 5_000;
const POLL_MS = 50;

/** What the lock file says, or undefined without one. */
export function readLock(cluster) {
  try {
    const lines = fs.readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

/** A server that a killed supervisor left running, once it answers; undefined when there is none. */
export async function runningPostmaster(cluster) {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const lock = readLock(cluster);
    // It may be starting up or shutting down: wait until it is one or the other.
    if (!lock || !servesCluster(lock.pid, cluster)) return undefined;
    if (lock.ready && (await answers(lock.port))) return { pid: lock.pid, port: lock.port };
    if (Date.now() > deadline) return undefined;
    await pause(POLL_MS);
  }
}

/**
 * Clears what a killed server left. PostgreSQL judges its own lock file by whether that process id lives; a zombie, or
 * another program that got the same id, would keep it from starting for ever.
 */
export async function removeStaleLock(cluster) {
  // Backends of a killed postmaster leave by themselves; no second server may start beside one that still writes.
  const deadline = Date.now() + ORPHAN_TIMEOUT_MS;
  for (let orphans = processesIn(cluster); orphans.length > 0; orphans = processesIn(cluster)) {
    if (Date.now() > deadline) for (const pid of orphans) process.kill(pid, "SIGKILL");
    await pause(POLL_MS);
  }
  fs.rmSync(path.join(cluster, "postmaster.pid"), { force: true });
}

/** Every PostgreSQL process has its cluster as its working directory, which tells ours from another checkout's. */
function servesCluster(pid, cluster) {
  if (process.platform === "linux") return workingFolder(pid) === fs.realpathSync(cluster);
  try {
    const status = execFileSync("ps", ["-o", "stat=,command=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return !status.startsWith("Z") && status.includes("postgres");
  } catch {
    return false;
  }
}

function processesIn(cluster) {
  if (process.platform !== "linux") return [];
  const real = fs.realpathSync(cluster);
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === real)
    .map(Number);
}

/** A zombie has none. */
function workingFolder(pid) {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
