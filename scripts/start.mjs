import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { root, say } from "./checkout.mjs";
import { connect, inspectServer } from "./database.mjs";
import { assertPortsFree, portsOf, readAddresses } from "./early-checks.mjs";
import { installPackages } from "./install.mjs";
import { claimRootKey, readInstallation } from "./installation.mjs";
import { tryLock } from "./lock.mjs";
import { maintainUntilMended } from "./maintenance.mjs";
import { migrate } from "./migrate.mjs";
import { gatewaySocket, prepareDataFolder } from "./places.mjs";
import { startPostgres } from "./postgres.mjs";
import { asRefusal, fail, Refusal } from "./refusal.mjs";
import { assertRegions } from "./regions.mjs";
import { createRootKeyFile, fingerprintsOf, rootKeyProblem, takeRootKeySource } from "./root-key.mjs";
import { saveBeforeMigration } from "./save-before-migration.mjs";
import { supervise, watchPostgres } from "./supervisor.mjs";

const NEXT = "node_modules/next/dist/bin/next";

/** Everything on one machine under one supervisor; returns once it is ready, with how to stop it. */
export async function start() {
  const addresses = readAddresses();
  const dataDir = prepareDataFolder();
  const lock = tryLock(path.join(dataDir, "supervisor.lock"));
  if (lock.heldBy) {
    throw new Refusal(
      `It runs already with this data folder (process ${lock.heldBy}): stop that one, or set KMS_DATA_DIR and other ports for a second one.`,
    );
  }
  const undo = [async () => lock.release()];
  const stop = stopOnce(undo);
  onSignals(stop);
  try {
    await assertPortsFree(addresses, lock.wasStale);
    const rootKey = takeRootKeySource(dataDir);
    installPackages();
    await build();
    const { parseEnv } = await import(pathToFileURL(path.join(root, "dist/env.mjs")).href);
    const settings = parseSettings(parseEnv, dataDir);

    const ownerUrl = process.env.DATABASE_URL || (await embedded(dataDir, undo));
    if (process.env.DATABASE_URL) await inspect(ownerUrl);
    const onPending = async (_names, fresh) => {
      if (!fresh) await saveBeforeMigration({ url: ownerUrl, rootKey, dataDir, backupStore: settings.backupStore });
    };
    const { applied, urls, warnings } = await migrate({ url: ownerUrl, onPending });
    if (applied.length > 0) say(`applied ${applied.length} migration(s)`);
    for (const warning of warnings) say(`warning: ${warning}`);
    await assertRegions(ownerUrl, settings.regions);
    const installation = await readInstallation(ownerUrl, settings.timeZone);
    if (process.env.KMS_TIME_ZONE && installation.timeZone !== settings.timeZone) {
      say(`warning: this installation keeps its time zone ${installation.timeZone}, not ${settings.timeZone}`);
    }

    await settleRootKey({ rootKey, installation, ownerUrl, settings, addresses });
    const children = startChildren({ dataDir, addresses, settings, urls, installation, rootKeyText: rootKey.text() });
    undo.push(() => Promise.all(children.map((child) => child.stop())));
    await Promise.all(children.map((child) => child.ready()));
    if (!installation.hasAccounts) printFirstRunLink({ dataDir, addresses, settings });
    process.stdout.write(
      `ready console=${origin(addresses, "consolePort")} gateway=${origin(addresses, "gatewayPort")}\n`,
    );
    return { stop };
  } catch (error) {
    await stop();
    throw asRefusal(error, "the start");
  }
}

function parseSettings(parseEnv, dataDir) {
  try {
    return parseEnv({ ...process.env, KMS_DATA_DIR: dataDir });
  } catch (error) {
    throw new Refusal(error.message);
  }
}

async function embedded(dataDir, undo) {
  let postgres = await startPostgres({ dataDir });
  if (postgres.adopted) say("took over the PostgreSQL that an earlier start left running");
  const unwatch = watchPostgres(
    () => postgres.isAlive(),
    async () => {
      postgres = await startPostgres({ dataDir, port: postgres.port });
    },
  );
  undo.push(async () => {
    await unwatch();
    await postgres.stop();
  });
  return postgres.url;
}

async function inspect(url) {
  const client = await connect(url);
  const { refuses, warnings } = await inspectServer(client).finally(() => client.end());
  if (refuses.length > 0) throw new Refusal(refuses.join(" "));
  for (const warning of warnings) say(`warning: ${warning}`);
}

/** Makes the first root key where nothing is sealed yet; else waits, in maintenance, for one that fits (P14). */
async function settleRootKey({ rootKey, installation, ownerUrl, settings, addresses }) {
  const empty = !installation.rootFingerprint && !installation.hasAccounts && !storeHasData(settings.backupStore);
  if (empty && rootKey.file && rootKey.text() === undefined) {
    createRootKeyFile(rootKey.file);
    say(`made the root key ${rootKey.file}: keep a copy elsewhere, nothing can be opened without it`);
  }
  let expected = installation.rootFingerprint;
  const problem = () => rootKeyProblem({ text: rootKey.text(), where: rootKey.where, expected });
  // With a database and a store that hold nothing, it is a wrong setting like any other.
  if (empty && problem()) throw new Refusal(problem());
  if (empty) expected = await claimRootKey(ownerUrl, fingerprintsOf(rootKey.text())[0]);
  await maintainUntilMended({ host: addresses.host, ports: portsOf(addresses), problem });
}

/** A lost database beside a store that still holds backups: a new root key could never open them. */
function storeHasData(backupStore) {
  if (backupStore.startsWith("s3://")) return false;
  const folder = path.join(backupStore, "kms1");
  return fs.existsSync(folder) && fs.readdirSync(folder).length > 0;
}

function startChildren({ dataDir, addresses, settings, urls, installation, rootKeyText }) {
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    KMS_DATA_DIR: dataDir,
    KMS_BACKUP_STORE: settings.backupStore,
    KMS_GATEWAY_SOCKET: gatewaySocket(dataDir),
    KMS_COOKIE_SUFFIX: installation.cookieSuffix,
    KMS_TIME_ZONE: installation.timeZone,
    KMS_PUBLIC_URL: settings.publicUrl,
    ...(settings.regionsFile && { KMS_REGIONS_FILE: settings.regionsFile }),
  };
  // The owner of the schema, and each other's roles, are nobody's business.
  delete env.DATABASE_URL;
  delete env.AUTH_SECRET;
  const { host, consolePort, gatewayPort } = addresses;
  const secret = settings.authSecret ?? storedAuthSecret(dataDir);
  const specs = [
    {
      name: "gateway",
      args: ["dist/gateway.mjs"],
      env: { ...env, KMS_DATABASE_URL_GATEWAY: urls.gateway },
      rootKey: rootKeyText,
      probe: { host, port: gatewayPort },
    },
    {
      name: "worker",
      args: ["dist/worker.mjs"],
      env: { ...env, KMS_DATABASE_URL_WORKER: urls.worker },
      rootKey: rootKeyText,
    },
    {
      name: "console",
      args: [NEXT, "start", "--hostname", host, "--port", String(consolePort)],
      env: { ...env, KMS_DATABASE_URL_CONSOLE: urls.console, AUTH_SECRET: secret, NEXTAUTH_URL: settings.publicUrl },
      quiet: true, // Next's banner; its errors go to standard error
      probe: { host, port: consolePort },
    },
  ];
  return specs.filter(({ args }) => fs.existsSync(path.join(root, args[0]))).map(supervise);
}

function storedAuthSecret(dataDir) {
  const file = path.join(dataDir, "auth.secret");
  if (!fs.existsSync(file)) {
    const unfinished = `${file}.new`;
    fs.writeFileSync(unfinished, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    fs.renameSync(unfinished, file);
  }
  return fs.readFileSync(file, "utf8").trim();
}

/** On the terminal only, never in a log file (decisions, section 17). */
function printFirstRunLink({ dataDir, addresses, settings }) {
  if (!fs.existsSync(path.join(root, "dist/kms.mjs"))) return;
  const result = spawnSync(process.execPath, ["scripts/kms.mjs", "first-run"], {
    cwd: root,
    env: { ...process.env, KMS_DATA_DIR: dataDir, KMS_PUBLIC_URL: settings.publicUrl },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const link = result.stdout?.trim().split("\n").at(-1);
  if (result.status !== 0 || !link) return;
  const base = process.env.KMS_PUBLIC_URL ? settings.publicUrl : origin(addresses, "consolePort");
  process.stdout.write(`first run: open ${new URL(link, base)} (works once, within 24 hours)\n`);
}

function origin({ host, ...ports }, port) {
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${ports[port]}`;
}

/** Undoes in reverse order, once, whoever asks. */
function stopOnce(undo) {
  let stopping;
  return () => {
    stopping ??= (async () => {
      for (const step of undo.reverse()) await step();
    })();
    return stopping;
  };
}

function onSignals(stop) {
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, async () => {
      if (asked && signal === "SIGINT") process.exit(130); // a second Ctrl-C: the next start repairs
      asked = true;
      say("stopping");
      await stop().catch((error) => say(error.message));
      process.exit(0);
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) start().catch(fail);
