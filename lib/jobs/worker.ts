import os from "node:os";
import { wallClock } from "@/lib/clock";
import { Keyring, wipeRootKeys } from "@/lib/crypto/keyring";
import { parseRootKeys, rootFingerprint } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { assertRegions } from "@/lib/domain/instances/assert-regions";
import { databaseUrlFor, env, readRootKeyText } from "@/lib/env";
import { makeBackupStore } from "@/lib/external/backup-store";
import { makeDeliveryPorts } from "@/lib/external/delivery-ports";
import { makeRotationPorts } from "@/lib/external/targets/ports";
import { log } from "@/lib/log";
import { DUTIES, JOBS } from "./definitions";
import { jobContext } from "./job-context";
import { startWorker, type Worker } from "./worker-loop";

// The entry of the worker process: everything that happens by the clock. Any number of them, on any number of machines.

const POLL_MS = 1000;
/** The supervisor kills after 10 s. */
const GRACE_MS = 7000;
/** Seven lanes whose transactions may stay open for long, eight of rotations with short ones, and the duties. */
const CONNECTIONS = 24;

let worker: Worker | undefined;
let stopping = false;

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
// Without its supervisor it would stay behind with the root key.
process.on("disconnect", () => process.exit(0));

try {
  await start();
  process.send?.({ ready: true });
} catch (error) {
  log.error("the worker does not start", { error });
  process.exit(1);
}

async function start(): Promise<void> {
  const db = makeDb(databaseUrlFor("worker"), CONNECTIONS);
  await assertRegions(db, env().regions);
  const installation = await db.installation.findFirst({ select: { rootFingerprint: true, timeZone: true } });
  const keyring = rootKeyFor(installation?.rootFingerprint ?? undefined);
  if (!keyring) {
    // No crash loop (P14): it stays, and says why, until somebody starts it with the right key.
    setInterval(() => {}, 3600_000);
    return;
  }
  const backupStore = await makeBackupStore(env().backupStore);
  const delivery = await makeDeliveryPorts(env());
  const rotation = makeRotationPorts(env());
  const timeZone = installation?.timeZone ?? env().timeZone;
  const ctx = jobContext({ db, keyring, backupStore, delivery, rotation, timeZone });
  const name = `worker:${os.hostname()}:${process.pid}`;
  worker = await startWorker(ctx, { name, jobs: JOBS, duties: DUTIES, pollMs: POLL_MS, wallClock });
  log.info("the worker is ready", { name, store: backupStore.name });
}

/** The keyring, unless it is missing or not the one that these data were sealed under (P14). */
function rootKeyFor(expected: string | undefined): Keyring | undefined {
  const text = readRootKeyText();
  if (text === undefined) {
    log.error("no root key: nothing that is due is done", { expected });
    return undefined;
  }
  const roots = parseRootKeys(text);
  const given = roots.map(rootFingerprint);
  const keyring = new Keyring(roots);
  wipeRootKeys(roots);
  if (expected === undefined || given.includes(expected)) return keyring;
  keyring.close();
  log.error("the wrong root key: nothing that is due is done", { expected, given });
  return undefined;
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await worker?.stop(GRACE_MS);
  process.exit(0);
}
