import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root, run, say } from "./checkout.mjs";
import { Refusal } from "./refusal.mjs";

const LOCKFILE = path.join(root, "package-lock.json");
const STAMP = path.join(root, "node_modules/.kms-lockfile");
const NPMS_OWN = path.join(root, "node_modules/.package-lock.json");

/** Installs the packages when the lockfile is not the one that was installed last; otherwise asks no network. */
export function installPackages() {
  if (read(STAMP) === lockfileDigest()) return;
  if (!installedByHand()) {
    say("installing packages (the first start, or package-lock.json changed)");
    // Under npm start, npm names itself: the same npm runs again.
    const npm = process.env.npm_execpath;
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    try {
      if (npm?.endsWith(".js")) run(process.execPath, [npm, ...args], { what: "npm ci" });
      else run("npm", args, { what: "npm ci" });
    } catch (error) {
      throw new Refusal(
        `The packages could not be installed: ${error.message} The first start needs a package registry.`,
      );
    }
  }
  fs.writeFileSync(STAMP, lockfileDigest());
}

export function packagesAreCurrent() {
  return read(STAMP) === lockfileDigest() || installedByHand();
}

function lockfileDigest() {
  return createHash("sha256").update(fs.readFileSync(LOCKFILE)).digest("hex");
}

/** Somebody ran npm ci since the lockfile changed. */
function installedByHand() {
  try {
    return fs.statSync(NPMS_OWN).mtimeMs >= fs.statSync(LOCKFILE).mtimeMs;
  } catch {
    return false;
  }
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
