import { writeSync } from "node:fs";
import { Keyring } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { FolderStore } from "@/lib/external/folder-store";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";
import { claimJob } from "../jobs/lease";
import { settleJob } from "../jobs/settle-job";
import { runRestore } from "./run-restore";

// The process that restore-kill.crash.test.ts kills while it restores, over a real database and folder. It says on standard
// output where it is, and stands still at the place that it was told, until it is killed there.

export interface RestoreOrders {
  url: string;
  folder: string;
  rootKey: string;
  now: string;
  batchSize: number;
  /** "3 restored": the third time that it comes there; null: go on until the end. */
  standAt: string | null;
}

const { url, folder, rootKey, now, batchSize, standAt } = JSON.parse(process.argv[2] ?? "") as RestoreOrders;
const world = testWorld(makeDb(url), {
  ports: { backupStore: new FolderStore(folder) },
  keyring: new Keyring(parseRootKeys(rootKey)),
  clock: new TestClock(now),
});

const reached = new Map<string, number>();
async function onStep(step: string): Promise<void> {
  reached.set(step, (reached.get(step) ?? 0) + 1);
  const place = `${reached.get(step)} ${step}`;
  writeSync(1, `${place}\n`);
  // A promise that nobody settles does not keep a process alive; a timer does.
  if (place === standAt) await new Promise(() => setInterval(() => {}, 60_000));
}

const job = await claimJob(world.ctx, ["restore"]);
if (job) {
  await runRestore(world.ctx, job.subjectPk, job, { onStep, batchSize });
  await settleJob(world.ctx, job, { state: "Done" });
}
writeSync(1, "ended\n");
process.exit(0);
