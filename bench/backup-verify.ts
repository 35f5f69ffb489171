import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { verifyBackup } from "@/lib/domain/backups/verify-backup";
import { type BenchWorld, ratio, rounded, timed } from "./backup-world";
import { openingOf } from "./backup-yardstick";
import { median } from "./median";

const ROUNDS = 5;

/** (e) Verification of everything that the large backup holds beside `age -d` and `sha256sum` of the same bytes. */
export async function verification(world: BenchWorld) {
  const { ctx, large, storeFolder } = world;
  const { backupId, bindingId } = await ctx.db.backup.findUniqueOrThrow({ where: { pk: large.backupPk } });
  const base = path.join(storeFolder, "kms1", await onlyFolder(path.join(storeFolder, "kms1")), "backups");
  const files = filesBelow(path.join(base, backupId, String(bindingId)));
  const [verify, opening]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    opening.push(await openingOf(world, files));
    const [milliseconds, { problems }] = await timed(() => verifyBackup(ctx, large.backupPk));
    if (problems.length > 0) throw new Error(`a verification found ${problems[0]?.object}`);
    verify.push(milliseconds);
  }
  return {
    row: "e",
    what: "verify against age -d with sha256sum of the same bytes",
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    ratio: ratio(median(verify), median(opening)),
    atMost: 2,
    verifyMs: rounded(median(verify)),
    openMs: rounded(median(opening)),
  };
}

async function onlyFolder(place: string): Promise<string> {
  const [name] = readdirSync(place);
  if (!name) throw new Error("nothing is in the store");
  return name;
}

function filesBelow(place: string): string[] {
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
