import { writeSync } from "node:fs";
import { Keyring } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { FolderStore } from "@/lib/external/folder-store";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";
import { runBackup } from "./run-backup";
import type { BackupStore } from "./store";

// The process that kill.crash.test.ts kills: one run over a real database and folder. It says on standard output where it
// is, and stands still at the place that it was told, until it is killed there.

export interface VictimOrders {
  url: string;
  folder: string;
  rootKey: string;
  backupPk: string;
  now: string;
  /** A step of the run, a call of the store ("4 before", "4 after"), or null: go on until the end. */
  standAt: string | null;
}

const { url, folder, rootKey, backupPk, now, standAt } = JSON.parse(process.argv[2] ?? "") as VictimOrders;

async function reached(place: string): Promise<void> {
  writeSync(1, `${place}\n`);
  // A promise that nobody settles does not keep a process alive; a timer does.
  if (place === standAt) await new Promise(() => setInterval(() => {}, 60_000));
}

let calls = 0;
function watched<Args extends unknown[], T>(call: (...args: Args) => Promise<T>) {
  return async (...args: Args): Promise<T> => {
    const number = ++calls;
    await reached(`${number} before`);
    const answer = await call(...args);
    await reached(`${number} after`);
    return answer;
  };
}

const folderStore = new FolderStore(folder);
const backupStore: BackupStore = {
  name: folderStore.name,
  put: watched((name, bytes) => folderStore.put(name, bytes)),
  putIfAbsent: watched((name, bytes) => folderStore.putIfAbsent(name, bytes)),
  get: watched((name) => folderStore.get(name)),
  getRange: watched((name, offset, length) => folderStore.getRange(name, offset, length)),
  list: watched((prefix) => folderStore.list(prefix)),
  remove: watched((name) => folderStore.remove(name)),
  check: () => folderStore.check(),
};
const world = testWorld(makeDb(url), {
  ports: { backupStore },
  keyring: new Keyring(parseRootKeys(rootKey)),
  clock: new TestClock(now),
});
const { outcome } = await runBackup(world.ctx, backupPk, { onStep: reached });
await reached(`ended ${outcome}`);
process.exit(0);
