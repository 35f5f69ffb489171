import { runBackup } from "@/lib/domain/backups/run-backup";
import { type BenchWorld, bytesBelow, type Place, ratio, rounded, timed } from "./backup-world";
import { median } from "./median";

const CHANGES = 100;
const ROUNDS = 7;

/**
 * (b) A run after a hundred changes to a large instance beside one after as many to a small one, in alternating rounds, and
 * beside a full of the large one. Both have their first run already.
 */
export async function incremental(world: BenchWorld, fullMs: number) {
  const { small, large } = world;
  const times: Record<"small" | "large" | "quiet", number[]> = { small: [], large: [], quiet: [] };
  const before = bytesBelow(world.storeFolder);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, place] of [["small", small] as const, ["large", large] as const]) {
      await changeKeys(world, place, CHANGES, round);
      times[name].push(await runOf(world, place, "complete"));
    }
    times.quiet.push(await runOf(world, large, "quiet"));
  }
  const of = (name: "small" | "large" | "quiet") => median(times[name]);
  return {
    row: "b",
    what: `an incremental of ${CHANGES} changes, large against small instance and against the full of the large one`,
    keys: large.keys,
    smallKeys: small.keys,
    ratio: ratio(of("large"), of("small")),
    atMost: 1.3,
    ofFull: ratio(of("large"), fullMs),
    ofFullAtMost: 0.02,
    largeMs: rounded(of("large")),
    smallMs: rounded(of("small")),
    quietMs: rounded(of("quiet")),
    bytesPerChange: Math.round((bytesBelow(world.storeFolder) - before) / (2 * ROUNDS * CHANGES)),
  };
}

/** Another description each: rows as an operation leaves them, with the feed's triggers at work. */
export async function changeKeys({ client }: BenchWorld, { instance, keys }: Place, count: number, round: number) {
  await client.query(
    `UPDATE key SET description = $2 WHERE pk IN (
       SELECT pk FROM key WHERE instance_pk = $1 ORDER BY pk OFFSET $3 LIMIT $4)`,
    [instance.pk, `Changed ${round}`, (round * count) % Math.max(1, keys - count), count],
  );
}

export async function runOf({ ctx, clock }: BenchWorld, { backupPk }: Place, expected: "complete" | "quiet") {
  clock.advance({ minutes: 5 });
  const [milliseconds, { outcome }] = await timed(() => runBackup(ctx, backupPk));
  if (outcome !== expected) throw new Error(`a run was ${outcome}: the figures would mean nothing`);
  return milliseconds;
}
