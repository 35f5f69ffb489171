import { enableBackup } from "@/lib/domain/backups/enable-backup";
import { resetBackup } from "@/lib/domain/backups/reset-backup";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { type BenchWorld, bytesBelow, ratio, rounded, timed } from "./backup-world";
import { type Yardstick, yardstick } from "./backup-yardstick";
import { median } from "./median";

/**
 * (a) The first full of everything, each object read back and hashed, catalogue included, beside public tools on the same
 * rows, in alternating rounds. Leaves the automatic backup of the large instance with its first run.
 */
export async function firstFull(world: BenchWorld, rounds: number) {
  const { ctx, large, clock, storeFolder } = world;
  const { account, instance } = large;
  const { pk, backupId, region } = await ctx.db.backup.findFirstOrThrow({
    where: { accountId: account.accountId, region: instance.region, type: "Default" },
  });
  const fulls: number[] = [];
  const sticks: Yardstick[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    sticks.push(await yardstick(world, large));
    await enableBackup(account.ctx, { region, backupId, instanceId: instance.instanceId });
    clock.advance({ minutes: 5 });
    const before = bytesBelow(storeFolder);
    const [milliseconds, { outcome }] = await timed(() => runBackup(ctx, pk));
    if (outcome !== "complete") throw new Error(`a first full was ${outcome}`);
    bytes = bytesBelow(storeFolder) - before;
    fulls.push(milliseconds);
    await resetBackup(account.ctx, { region, backupId, confirm: backupId });
    await world.client.query("VACUUM ANALYZE backup_entry");
  }
  const full = median(fulls);
  const of = (what: keyof Yardstick) => median(sticks.map((stick) => stick[what]));
  const figures = {
    row: "a",
    what: "first full, verified, catalogue included, against COPY, zstd -3, age, and age -d with sha256sum of the same rows",
    keys: large.keys,
    secrets: large.secrets,
    ratio: ratio(full, of("totalMs")),
    atMost: 2,
    fullMs: rounded(full),
    yardstickMs: rounded(of("totalMs")),
    copyMs: rounded(of("copyMs")),
    zstdMs: rounded(of("zstdMs")),
    ageMs: rounded(of("ageMs")),
    openMs: rounded(of("openMs")),
    copiedBytes: of("copiedBytes"),
    storedBytes: bytes,
  };
  return { figures, fullMs: full, fullBytes: bytes };
}
