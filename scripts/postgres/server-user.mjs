// PostgreSQL refuses to run as root. Then the launcher, as root, opens the cluster's folder and an unprivileged user
// gets it as a descriptor: that works below a folder which the user cannot enter (decisions, section 21).
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { Refusal } from "../refusal.mjs";

const FOLDER_FD = 3;
const SECRET_FD = 4;
const isRoot = process.getuid?.() === 0;

let known;
/** `{ uid, gid }` to run as, or undefined when this process is not root. */
export function serverUser() {
  if (!isRoot) return undefined;
  known ??= ["postgres", "nobody"].map(userByName).find(Boolean);
  if (!known) {
    throw new Refusal(
      "PostgreSQL does not run as root and there is no user postgres or nobody: add one, or set DATABASE_URL.",
    );
  }
  return known;
}

/** A folder that the server's user owns and nobody else may enter. */
export function ownedFolder(folder) {
  fs.mkdirSync(folder, { mode: 0o700 });
  const user = serverUser();
  if (user) fs.chownSync(folder, user.uid, user.gid);
}

/** Runs initdb on `folder`; `secret` reaches it through an open file without a name. */
export function runAsServerUser(program, args, { folder, secret }) {
  const folderFd = fs.openSync(folder, "r");
  const secretFile = `${folder}.secret`;
  try {
    fs.writeFileSync(secretFile, `${secret}\n`, { mode: 0o600 });
    const user = serverUser();
    if (user) fs.chownSync(secretFile, user.uid, user.gid);
    const secretFd = fs.openSync(secretFile, "r");
    const files = isRoot
      ? ["-D", `/proc/self/fd/${FOLDER_FD}`, `--pwfile=/proc/self/fd/${SECRET_FD}`]
      : ["-D", folder, `--pwfile=${secretFile}`];
    const result = spawnSync(program, [...files, ...args], {
      ...user,
      env: environment(),
      cwd: "/",
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe", folderFd, secretFd],
    });
    fs.closeSync(secretFd);
    return result;
  } finally {
    fs.rmSync(secretFile, { force: true });
    fs.closeSync(folderFd);
  }
}

/** Starts postgres on `folder`, in a session of its own, so that Ctrl-C in the terminal is for the supervisor only. */
export function spawnAsServerUser(program, args, { folder, log }) {
  const folderFd = fs.openSync(folder, "r");
  const target = isRoot ? `/proc/self/fd/${FOLDER_FD}` : path.resolve(folder);
  const { uid, gid } = fs.statSync(folder);
  const child = spawn(program, ["-D", target, ...args], {
    // Its owner, who may be another than the one we would choose today: PostgreSQL serves only its own folder.
    ...(isRoot && { uid, gid }),
    env: environment(),
    cwd: "/",
    detached: true,
    stdio: ["ignore", log, log, folderFd],
  });
  fs.closeSync(folderFd);
  child.unref();
  return child;
}

function environment() {
  return { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };
}

function userByName(name) {
  const id = (flag) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}
