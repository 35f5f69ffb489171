import { readFileSync } from "node:fs";
import { Keyring } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { verifyBackup } from "@/lib/domain/backups/verify-backup";
import { FolderStore } from "@/lib/external/folder-store";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";

// A process of its own that does one thing with a backup and says how far its memory rose above what it was before: see
// backup-peak.ts. The first run of the backup that is named, or its verification.

export interface MemoryOrders {
  what: "run" | "verify";
  url: string;
  storeFolder: string;
  rootKey: string;
  now: string;
  backupPk: string;
}

const { what, url, storeFolder, rootKey, now, backupPk }: MemoryOrders = JSON.parse(readFileSync(0, "utf8"));
const world = testWorld(makeDb(url), {
  ports: { backupStore: new FolderStore(storeFolder) },
  keyring: new Keyring(parseRootKeys(rootKey)),
  clock: new TestClock(now),
});
await world.ctx.db.backup.findUniqueOrThrow({ where: { pk: backupPk } }); // idle is connected
const idle = process.memoryUsage().rss;
if (what === "run") await runBackup(world.ctx, backupPk);
else await verifyBackup(world.ctx, backupPk);
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ idle, peak }));
process.exit(0);
