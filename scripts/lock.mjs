// Lock files that a killed owner does not leave locked.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 200;

/**
 * Takes the lock, or returns the process id of its living owner.
 * @returns {{ release: () => void, wasStale: boolean } | { heldBy: number }}
 */
export function tryLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  let wasStale = false;
  for (;;) {
    // Linked into place whole: a lock file without its content would look stale to somebody else.
    const mine = `${file}.${process.pid}`;
    fs.writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
    try {
      fs.linkSync(mine, file);
      return { wasStale, release: () => release(file) };
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    } finally {
      fs.rmSync(mine, { force: true });
    }
    const owner = lockOwner(file);
    if (owner) return { heldBy: owner };
    wasStale = true;
    setAside(file);
  }
}

/** The process id that holds the lock, undefined when nobody who lives does. */
export function lockOwner(file) {
  const owner = read(file);
  return owner && startOf(owner.pid) === owner.started ? owner.pid : undefined;
}

/** Waits for the lock, runs `work`, and gives it back. `onWait` is told once whom it waits for. */
export async function withLock(file, work, onWait = () => {}) {
  let taken = tryLock(file);
  if (taken.heldBy) onWait(taken.heldBy);
  while (taken.heldBy) {
    await pause(POLL_MS);
    taken = tryLock(file);
  }
  try {
    return await work();
  } finally {
    taken.release();
  }
}

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Renamed first: of two that find the same stale lock, only one removes it and neither removes the other's new one. */
function setAside(file) {
  const stale = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, stale);
    fs.rmSync(stale);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}

function release(file) {
  if (read(file)?.pid === process.pid) fs.rmSync(file, { force: true });
}

/**
 * When the process began, so that another process with the same id is not taken for it; undefined when it is gone, or
 * a zombie.
 */
function startOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return undefined;
  }
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return process.platform === "linux" ? undefined : "unknown";
  }
}
