import { spawnSync } from "node:child_process";
import { formatRootKeys } from "@/lib/crypto/root-key";
import { enableBackup } from "@/lib/domain/backups/enable-backup";
import type { MemoryOrders } from "./backup-memory";
import type { BenchWorld, Place } from "./backup-world";

const MEBIBYTE = 1024 * 1024;

/** (f) How far memory rises above idle in a process that takes a first full, and in one that verifies it, at two sizes. */
export async function peakMemory(world: BenchWorld) {
  const risen = async (place: Place) => {
    const { account, instance } = place;
    const standard = await world.ctx.db.backup.findFirstOrThrow({
      where: { accountId: account.accountId, region: instance.region, type: "Default" },
    });
    const { region, instanceId } = instance;
    await enableBackup(account.ctx, { region, backupId: standard.backupId, instanceId });
    const runMiB = await measure(world, "run", standard.pk);
    return { keys: place.keys, runMiB, verifyMiB: await measure(world, "verify", standard.pk) };
  };
  const sizes = [await risen(world.small), await risen(world.large)];
  const most = Math.max(...sizes.flatMap(({ runMiB, verifyMiB }) => [runMiB, verifyMiB]));
  return {
    row: "f",
    what: "peak memory above idle, of a first full and of its verification",
    mebibytes: most,
    atMost: 256,
    sizes,
  };
}

async function measure({ clock, url, storeFolder, rootKey }: BenchWorld, what: MemoryOrders["what"], backupPk: string) {
  const program = new URL("bench-backup-memory.mjs", import.meta.url).pathname; // built beside this one
  const orders: MemoryOrders = {
    ...{ what, url, storeFolder, backupPk },
    rootKey: formatRootKeys([rootKey]),
    now: clock.now().toISOString(),
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { input: JSON.stringify(orders) });
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`);
  const { idle, peak } = JSON.parse(String(stdout));
  return Math.round((peak - idle) / MEBIBYTE);
}
