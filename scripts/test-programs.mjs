// Servers and tools of other makers that some tests try the product against. Where they are missing those tests are skipped
// with a line that says so; a machine of CI, which is thrown away afterwards, may have them installed first.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { say } from "./checkout.mjs";

/** Program → Debian's package. */
const PROGRAMS = { mariadbd: "mariadb-server", "redis-server": "redis-server", sshd: "openssh-server", age: "age" };
const FOLDERS = ["/usr/sbin", "/usr/bin", "/usr/local/bin"];
const LIMIT_MS = 180_000;

/** Best effort: what cannot be had in time is done without. */
export function installTestPrograms() {
  const packages = Object.keys(PROGRAMS).flatMap((program) => (isThere(program) ? [] : PROGRAMS[program]));
  const may = process.env.CI && process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get");
  if (packages.length === 0 || !may) return;
  say(`installing programs for tests: ${packages.join(", ")}`);
  const end = Date.now() + LIMIT_MS;
  aptGet(end, ["update"]);
  // One by one: a package that this system does not know is no reason to go without the others.
  for (const name of packages) aptGet(end, ["install", "-y", "--no-install-recommends", name]);
  const missing = Object.keys(PROGRAMS).filter((program) => !isThere(program));
  if (missing.length > 0) say(`still missing, and their tests are skipped: ${missing.join(", ")}`);
}

function isThere(program) {
  return FOLDERS.some((folder) => fs.existsSync(path.join(folder, program)));
}

function aptGet(end, args) {
  const timeout = end - Date.now();
  if (timeout <= 0) return;
  // RUNLEVEL keeps the packages from starting their services: each test starts a server of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  spawnSync("/usr/bin/apt-get", ["-q", ...args], { env, stdio: "ignore", timeout });
}
