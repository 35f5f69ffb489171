import { afterAll, beforeAll, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { long } from "@/lib/testing/long";
import { updateKeyDescription } from "../keys/update-key-description";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { runBackup } from "./run-backup";
import { presentStateOf, savedStateOf, unnamedObjectsOf } from "./saved-state.test-support";
import type { BackupStore } from "./store";
import { verifyBackup } from "./verify-backup";

// S16 and S18 at the store: whatever a write does wrong, a run is complete only when what it says lies there.

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

type Write = (bytes: Uint8Array) => Promise<boolean>;
const full = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
const flipped = (bytes: Uint8Array) => {
  const other = Buffer.from(bytes);
  other.writeUInt8(other.readUInt8(other.length >> 1) ^ 1, other.length >> 1);
  return other;
};

const FAULTS: Record<string, (write: Write, bytes: Uint8Array) => Promise<boolean>> = {
  "is refused, the disk being full": async () => Promise.reject(full()),
  "breaks off half way, the disk being full": async (write, bytes) => {
    await write(bytes.subarray(0, bytes.length >> 1));
    throw full();
  },
  "is short and says it is whole": (write, bytes) => write(bytes.subarray(0, bytes.length - 1)),
  "does not sync": async (write, bytes) => {
    await write(bytes);
    throw Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
  },
  "says it is there and is not": async () => true,
  "is altered on its way": (write, bytes) => write(flipped(bytes)),
};

/** The store, whose write of that number, counted from 1, goes wrong. */
function faulty(store: BackupStore, at: number, fault: (write: Write, bytes: Uint8Array) => Promise<boolean>) {
  let writes = 0;
  const watched = (call: (name: string, bytes: Uint8Array) => Promise<boolean>) => (name: string, bytes: Uint8Array) =>
    ++writes === at ? fault((wrong) => call(name, wrong), bytes) : call(name, bytes);
  const own: BackupStore = {
    name: store.name,
    put: async (name, bytes) => void (await watched((to, what) => store.put(to, what).then(() => true))(name, bytes)),
    putIfAbsent: watched((name, bytes) => store.putIfAbsent(name, bytes)),
    get: (name) => store.get(name),
    getRange: (name, offset, length) => store.getRange(name, offset, length),
    list: (prefix) => store.list(prefix),
    remove: (name) => store.remove(name),
    check: () => store.check(),
  };
  return { own, reached: () => writes >= at };
}

/** Everything that a run writes, in this order; the first one more than those after it. */
const WRITES = ["pack", "account", "descriptor", "key", "keys/1", "index", "manifest"];
const LATER_WRITES = ["pack", "index", "manifest"];

it("no run is complete whose data are not in the store, and the next one makes good (S16, S18)", async () => {
  let reached = 0;
  for (const [number, [name, fault]] of Object.entries(FAULTS).entries()) {
    const { account, instance, backup } = await aBackedUpInstance(world);
    const { keyId: key } = await aKey(account.ctx, { instance });
    const row = () => world.database.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } });

    const oneRun = async (at: number, what: string) => {
      world.clock.advance({ minutes: 5 });
      await updateKeyDescription(account.ctx, { region: instance.region, key, description: `${name} ${what}` });
      const { lastRunNumber } = await row();
      const store = faulty(world.store, at, fault);
      const outcome = await runBackup({ ...world.ctx, ports: { backupStore: store.own } }, backup.pk).catch(() => null);
      reached += Number(store.reached());
      const damage = (await verifyBackup(world.ctx, backup.pk)).problems;
      if (outcome === null) expect((await row()).lastRunNumber, `${what} ${name}`).toBe(lastRunNumber);
      else expect(damage, `${what} ${name}`).toEqual([]);

      world.clock.advance({ minutes: 5 });
      await runBackup(world.ctx, backup.pk);
      expect((await verifyBackup(world.ctx, backup.pk)).problems, `after: ${what} ${name}`).toEqual([]);
      const { lastTickAt } = await row();
      expect(await savedStateOf(world, backup.pk, lastTickAt as Date)).toEqual(
        await presentStateOf(world, instance.pk),
      );
      expect(await unnamedObjectsOf(world, backup.pk)).toEqual([]);
    };
    // A backup has one first run: its writes are taken in turn, and those of a later run one after the other.
    const first = (number + 2) % WRITES.length;
    await oneRun(first + 1, `first ${WRITES[first]}`);
    for (const [at, what] of LATER_WRITES.entries()) if (long || at >= 1) await oneRun(at + 1, what);
  }
  expect(reached).toBeGreaterThanOrEqual(15);
});
