import { manyDays } from "./backup-days";
import { firstFull } from "./backup-first-full";
import { incremental, runOf } from "./backup-incremental";
import { peakMemory } from "./backup-peak";
import { wholeRestore } from "./backup-restore";
import { verification } from "./backup-verify";
import { benchWorld, bytesBelow } from "./backup-world";

// What backups cost beside what public tools take for the same rows, a line of JSON per row of the table in issue 6; one
// database and one store for all of them. Arguments: keys and secrets of the large instance.

const ROUNDS = 3;
const SMALL_KEYS = 1000;

const [keys = 100_000, secrets = 20_000] = process.argv.slice(2).map(Number);
const world = await benchWorld({ keys, secrets, smallKeys: Math.min(SMALL_KEYS, keys) });
const tell = (figures: object) => process.stdout.write(`${JSON.stringify({ bench: "backup", ...figures })}\n`);
try {
  const { figures, fullMs } = await firstFull(world, ROUNDS);
  tell(figures);
  tell(await manyDays(world)); // begins with the first run of the small instance
  await runOf(world, world.large, "complete");
  tell(await incremental(world, fullMs));
  tell(await verification(world));
  tell(await peakMemory(world));
  tell((await wholeRestore(world)).figures);
  tell({ row: "store", bytes: bytesBelow(world.storeFolder) });
} finally {
  await world.close();
}
