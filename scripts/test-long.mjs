import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { root, run } from "./checkout.mjs";
import { chromiumEnvironment } from "./chromium.mjs";
import { installPackages } from "./install.mjs";
import { fail, Refusal } from "./refusal.mjs";

// `npm run test:long -- <area>`: the same tests with all their cases, where npm test runs a fixed sample. A test asks
// lib/testing/long.ts which of the two it is.
const AREAS = {
  kills: ["--project", "crash"],
  crypto: ["--project", "unit", "lib/crypto"],
  gateway: ["--project", "unit", "--project", "db", "lib/api"],
  backups: ["--project", "db", "lib/domain/backups", "lib/domain/system-backup", "lib/jobs"],
  audit: ["--project", "unit", "--project", "db", "lib/domain/audit"],
  database: ["--project", "db"],
  pages: [],
  node24: ["--project", "unit", "--project", "db"],
};
const PAGES = ["accessibility", "canaries", "roles"].map((name) => `e2e/${name}.spec.ts`);

try {
  const area = process.argv[2];
  if (!Object.hasOwn(AREAS, area ?? "")) throw new Refusal(`Name an area: ${Object.keys(AREAS).join(", ")}.`);
  installPackages();
  await build();
  const node = area === "node24" ? newerNode() : process.execPath;
  const args =
    area === "pages"
      ? ["node_modules/@playwright/test/cli.js", "test", ...PAGES]
      : ["node_modules/vitest/vitest.mjs", "run", "--passWithNoTests", ...AREAS[area]];
  const browser = area === "pages" ? await chromiumEnvironment() : {};
  const env = { ...process.env, ...browser, KMS_TEST_LONG: area === "node24" ? "0" : "1" };
  process.exitCode = spawnSync(node, args, { cwd: root, env, stdio: "inherit" }).status ?? 1;
} catch (error) {
  fail(error);
}

/** Node 24 comes from the package registry too, so that no second installation is needed. */
function newerNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(root, ".stamp/node24");
  const executable = path.join(folder, "node_modules", name, "bin/node");
  if (!fs.existsSync(executable)) run("npm", ["install", "--prefix", folder, "--no-save", `${name}@24`]);
  return executable;
}
