import { runBackup } from "@/lib/domain/backups/run-backup";
import { changeKeys, runOf } from "./backup-incremental";
import { type BenchWorld, bytesBelow, ratio } from "./backup-world";

const DAYS = 90;
const TICKS_PER_DAY = 288;
const SHARE = 0.01;

/**
 * (c) What ninety days occupy whose every full finds one key in a hundred changed, beside one full. Of the ticks without
 * change in between, which write nothing to the store, a few are taken each day.
 */
export async function manyDays(world: BenchWorld) {
  const { small, storeFolder, clock } = world;
  const start = bytesBelow(storeFolder);
  const { keys, secrets } = small;
  await runOf(world, small, "complete");
  const one = bytesBelow(storeFolder) - start;
  const changed = Math.max(1, Math.round((keys + secrets) * SHARE));
  for (let day = 1; day < DAYS; day++) {
    for (const _ of [1, 2]) await runOf(world, small, "quiet");
    clock.advance({ hours: 23, minutes: 50 }); // with the ticks a day: none of them falls into the next
    await changeKeys(world, small, changed, day);
    const { outcome } = await runBackup(world.ctx, small.backupPk);
    if (outcome !== "complete") throw new Error(`a full was ${outcome}: the figures would mean nothing`);
  }
  const all = bytesBelow(storeFolder) - start;
  return {
    row: "c",
    what: `${DAYS} daily fulls, ${100 * SHARE} % changed each day, against one full`,
    keys,
    secrets,
    ratio: ratio(all, one),
    atMost: 2.5,
    bytes: all,
    oneFullBytes: one,
    ticksPerDay: TICKS_PER_DAY,
  };
}
