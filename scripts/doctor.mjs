import "./node-version.mjs";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./checkout.mjs";
import { connect, inspectServer } from "./database.mjs";
import { roleUrls } from "./database-roles.mjs";
import { bindProblem, portsOf, readAddresses } from "./early-checks.mjs";
import { packagesAreCurrent } from "./install.mjs";
import { lockOwner } from "./lock.mjs";
import { pendingMigrations } from "./migrate.mjs";
import { dataFolder, embeddedDatabaseUrl, prepareDataFolder } from "./places.mjs";
import { Refusal } from "./refusal.mjs";
import { rootKeyProblem, takeRootKeySource } from "./root-key.mjs";

// Looks at everything that keeps a deployment from starting or from being safe, and changes nothing. Each line is what
// was looked at, what was found and, where that is bad, the mend.
const LOW_SPACE_BYTES = 1024 ** 3;
const MAX_CLOCK_DIFFERENCE_MS = 2000; // decisions, section 14

const CHECKS = { Node: node, packages, settings, "data folder": folder, ports, database, "root key": rootKey, backups };
const findings = { ok: 0, warning: 0, wrong: 0 };
const dataDir = dataFolder();
const running = lockOwner(path.join(dataDir, "supervisor.lock"));
const rootKeySource = takeRootKeySource(dataDir);

for (const [what, check] of Object.entries(CHECKS)) {
  try {
    for (const [level, text] of await check()) report(level, what, text);
  } catch (error) {
    report("wrong", what, error.message);
  }
}
console.log(`${findings.wrong} wrong, ${findings.warning} to think about, ${findings.ok} well`);
process.exitCode = findings.wrong === 0 ? 0 : 1;

function report(level, what, text) {
  findings[level]++;
  console.log(`${{ ok: "ok     ", warning: "WARNING", wrong: "WRONG  " }[level]} ${what}: ${text}`);
}

function node() {
  const { node: version } = process.versions;
  if (version.startsWith("20.")) return [["warning", `${version} is past its end of life: install Node 24.`]];
  return [["ok", version]];
}

function packages() {
  return packagesAreCurrent() ? [["ok", "as in package-lock.json"]] : [["wrong", "not installed: run npm ci."]];
}

async function settings() {
  readAddresses();
  const built = path.join(root, "dist/env.mjs");
  if (!fs.existsSync(built)) return [["warning", "not built yet, so only ports and host were read: run npm start."]];
  const { parseEnv } = await import(pathToFileURL(built).href);
  parseEnv(process.env);
  return [["ok", "all readable"]];
}

function folder() {
  prepareDataFolder();
  const { bavail, bsize } = fs.statfsSync(dataDir);
  const found = [];
  if (bavail * bsize < LOW_SPACE_BYTES) found.push(["warning", "less than 1 GiB is free: make room."]);
  if ((fs.statSync(dataDir).mode & 0o077) !== 0) {
    found.push(["warning", `${dataDir} can be entered by others: chmod 700 it.`]);
  }
  return found.length > 0 ? found : [["ok", dataDir]];
}

async function ports() {
  if (running) return [["ok", `in use by this deployment (process ${running})`]];
  const addresses = readAddresses();
  const problems = [];
  for (const port of portsOf(addresses)) {
    const problem = await bindProblem(addresses.host, port);
    if (problem)
      problems.push([
        "wrong",
        `${addresses.host}:${port} cannot be had (${problem}): stop what uses it, or choose another.`,
      ]);
  }
  return problems.length > 0 ? problems : [["ok", portsOf(addresses).join(", ")]];
}

async function database() {
  return withDatabase(async (client, url) => {
    const { refuses, warnings } = await inspectServer(client);
    const found = [...refuses.map((text) => ["wrong", text]), ...warnings.map((text) => ["warning", text])];
    const pending = await pendingMigrations(client);
    if (pending.length > 0) found.push(["warning", `${pending.length} migration(s) wait for the next start.`]);
    else found.push(...(await roleUrls(client, url)).warnings.map((text) => ["warning", text]));
    const askedAt = Date.now();
    const { rows } = await client.query("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms");
    if (Math.abs(Number(rows[0].ms) - (askedAt + Date.now()) / 2) > MAX_CLOCK_DIFFERENCE_MS) {
      found.push(["wrong", "its clock and this machine's differ by more than 2 s: set both by NTP."]);
    }
    return found.length > 0 ? found : [["ok", "answers, keeps what it acknowledges, up to date"]];
  });
}

async function rootKey() {
  const { text, where, file } = rootKeySource;
  const found = await withDatabase(async (client) => {
    if ((await pendingMigrations(client)).length > 0) return [];
    const { rows } = await client.query("SELECT root_fingerprint FROM installation");
    const line = rootKeyProblem({ text: text(), where, expected: rows[0]?.root_fingerprint ?? null });
    return line ? [["wrong", line]] : [];
  });
  if (file && fs.existsSync(file) && (fs.statSync(file).mode & 0o077) !== 0) {
    found.push(["wrong", `${file} can be read by others: chmod 600 it.`]);
  }
  return found.length > 0 ? found : [["ok", `fits the data; keep a copy of ${where} elsewhere`]];
}

function backups() {
  const store = process.env.KMS_BACKUP_STORE || path.join(dataDir, "backup-store");
  if (store.startsWith("s3://")) return [["ok", store]];
  if (!process.env.KMS_BACKUP_STORE) {
    return [
      ["warning", `they lie in ${store}, beside what they protect: set KMS_BACKUP_STORE to another disk or to s3://….`],
    ];
  }
  fs.accessSync(store, fs.constants.W_OK);
  return [["ok", store]];
}

async function withDatabase(work) {
  const url = process.env.DATABASE_URL || embeddedDatabaseUrl(dataDir);
  if (!url) return [["ok", "nothing yet: the first start makes it"]];
  if (!process.env.DATABASE_URL && !running)
    return [["warning", "the embedded one does not run: npm start, then ask again."]];
  const client = await connect(url);
  try {
    return await work(client, url);
  } catch (error) {
    if (error instanceof Refusal) return [["wrong", error.message]];
    throw error;
  } finally {
    await client.end();
  }
}
