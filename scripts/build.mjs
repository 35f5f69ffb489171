import "./node-version.mjs";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { root, runNode, say } from "./checkout.mjs";
import { installPackages } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { fail } from "./refusal.mjs";

const STAMP = path.join(root, ".stamp/build.json");
const LOCK = path.join(root, ".stamp/build.lock");
const SCHEMA = ["prisma/schema", "prisma.config.ts"];
const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
];
const NOT_BUILT = /\.(test|spec)\.tsx?$|^lib\/(generated|testing)\//;
// The gateway, the worker, the command line and what saves a database before an upgrade, and the settings' parser for the
// supervisor.
const ENTRIES = {
  gateway: "lib/api/gateway.ts",
  worker: "lib/jobs/worker.ts",
  kms: "lib/cli/kms.ts",
  "save-before-migration": "lib/cli/save-before-migration.ts",
  env: "lib/env.ts",
};

/** Builds what changed since the last build: the Prisma client, dist/, .next/. One build at a time in a checkout. */
export async function build() {
  await withLock(LOCK, buildChanged, (pid) => say(`waiting for the build of process ${pid}`));
}

/** The Prisma client alone, for tests that build nothing else. */
export async function generate() {
  await withLock(LOCK, () => generateChanged(readStamp()));
}

async function buildChanged() {
  const stamp = generateChanged(readStamp());
  const sources = digestOf([...SOURCES, "package-lock.json"], stamp.schema);
  const bundled = stamp.bundles === sources && presentEntries().every(([name]) => exists(`dist/${name}.mjs`));
  if (!bundled) {
    await bundle();
    stamp.bundles = sources;
    writeStamp(stamp);
  }
  if (exists("app") && (stamp.console !== sources || !exists(".next/BUILD_ID"))) {
    say("building the console (the first start, or its sources changed)");
    // A build that is killed half-way must not look finished.
    fs.rmSync(path.join(root, ".next/BUILD_ID"), { force: true });
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
    delete env.KMS_ROOT_KEY;
    runNode("node_modules/next/dist/bin/next", ["build"], { env, what: "next build" });
    stamp.console = sources;
    writeStamp(stamp);
  }
}

function generateChanged(stamp) {
  const schema = digestOf([...SCHEMA, "package-lock.json"]);
  if (stamp.schema === schema && exists("lib/generated/prisma/client.ts")) return stamp;
  say("generating the database client");
  runNode("node_modules/prisma/build/index.js", ["generate"], { what: "prisma generate" });
  const next = { ...stamp, schema };
  writeStamp(next);
  return next;
}

async function bundle() {
  const { build: esbuild } = await import("esbuild");
  await esbuild({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(presentEntries()),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    packages: "external",
    conditions: ["react-server"],
    sourcemap: "linked",
    logLevel: "warning",
  });
}

function presentEntries() {
  return Object.entries(ENTRIES).filter(([, source]) => exists(source));
}

/** SHA-256 over names and contents: a checkout or a copy changes times, not these. */
function digestOf(paths, salt = "") {
  const hash = createHash("sha256").update(`${process.versions.node.split(".")[0]}\n${salt}\n`);
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(`${file}\0`).update(
      createHash("sha256")
        .update(fs.readFileSync(path.join(root, file)))
        .digest(),
    );
  }
  return hash.digest("hex");
}

function filesBelow(name) {
  const full = path.join(root, name);
  if (!fs.existsSync(full)) return [];
  if (fs.statSync(full).isFile()) return NOT_BUILT.test(name) ? [] : [name];
  return fs
    .readdirSync(full)
    .sort()
    .map((entry) => `${name}/${entry}`)
    .filter((entry) => !NOT_BUILT.test(`${entry}/`))
    .flatMap(filesBelow);
}

function exists(name) {
  return fs.existsSync(path.join(root, name));
}

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(STAMP, "utf8"));
  } catch {
    return {};
  }
}

function writeStamp(stamp) {
  fs.mkdirSync(path.dirname(STAMP), { recursive: true });
  fs.writeFileSync(STAMP, JSON.stringify(stamp));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    installPackages();
    await build();
  } catch (error) {
    fail(error);
  }
}
