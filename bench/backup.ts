import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { randomUuid } from "@/lib/crypto/random";
import { makeDb } from "@/lib/db/client";
import { enableBackup } from "@/lib/domain/backups/enable-backup";
import { resetBackup } from "@/lib/domain/backups/reset-backup";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { updateKeyDescription } from "@/lib/domain/keys/update-key-description";
import { FolderStore } from "@/lib/external/folder-store";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { median } from "./median";

// Cost follows change (invariant 3 of backups): an incremental run after a few changes beside a full of everything, in
// alternating rounds over one database and one folder, medians, and the bytes that each put into the store.

// Not bundled: these find their own files beside them.
const script = (name: string) => import(new URL(`../scripts/${name}.mjs`, import.meta.url).href);
const { migrate } = (await script("migrate")) as typeof import("../scripts/migrate.mjs");
const { startPostgres } = (await script("postgres")) as typeof import("../scripts/postgres.mjs");

const ROUNDS = 5;
const KEYS = Number(process.argv[2] ?? 2000);
const CHANGES = 10;
const CREATORS = 8;

const folder = mkdtempSync(path.join(tmpdir(), "kms-bench-"));
const storeFolder = path.join(folder, "store");
mkdirSync(storeFolder);
const server = await startPostgres({ dataDir: folder });
try {
  await migrate({ url: server.url });
  process.stdout.write(`${JSON.stringify(await measure(makeDb(server.url)))}\n`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

interface Cost {
  milliseconds: number;
  bytes: number;
}

async function measure(db: ReturnType<typeof makeDb>) {
  const world = testWorld(db, { ports: { backupStore: new FolderStore(storeFolder) } });
  const { ctx, clock } = world;
  await db.installation.create({ data: { id: randomUuid(), createdAt: clock.now(), timeZone: "Asia/Shanghai" } });
  const account = await anAccount(world);
  const instance = await anInstance(account.ctx);
  const { region, instanceId } = instance;
  const keyIds = await createKeys(async () => (await aKey(account.ctx, { instance })).keyId);
  const automatic = await db.backup.findFirstOrThrow({ where: { instancePk: instance.pk, type: "SystemCreated" } });
  const standard = await db.backup.findFirstOrThrow({
    where: { accountId: account.accountId, region, type: "Default" },
  });
  const asked = { region, backupId: standard.backupId };

  const run = async (backupPk: string, kind: "complete" | "quiet" = "complete"): Promise<Cost> => {
    clock.advance({ minutes: 5 });
    const before = bytesBelow(storeFolder);
    const startedAt = performance.now();
    const { outcome } = await runBackup(ctx, backupPk);
    const milliseconds = performance.now() - startedAt;
    if (outcome !== kind) throw new Error(`a run was ${outcome}: the figures would mean nothing`);
    return { milliseconds, bytes: bytesBelow(storeFolder) - before };
  };
  await run(automatic.pk);
  const rounds: Record<"full" | "incremental" | "quiet", Cost>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await enableBackup(account.ctx, { ...asked, instanceId });
    const full = await run(standard.pk);
    await resetBackup(account.ctx, asked);
    const changed = keyIds.slice(round * CHANGES, (round + 1) * CHANGES);
    for (const key of changed) await updateKeyDescription(account.ctx, { region, key, description: `round ${round}` });
    const incremental = await run(automatic.pk);
    const quiet = await run(automatic.pk, "quiet");
    rounds.push({ full, incremental, quiet });
  }
  clock.advance({ days: 1 });
  const nextFull = await run(automatic.pk);
  await db.$disconnect();

  const of = (sort: "full" | "incremental" | "quiet", what: keyof Cost) =>
    median(rounds.map((round) => round[sort][what]));
  const ratio = (left: number, right: number) => Number((left / right).toFixed(4));
  return {
    bench: "backup",
    what: `a run after ${CHANGES} changes, a quiet tick, and the next day's full, against a first full of ${KEYS} keys`,
    keys: KEYS,
    changes: CHANGES,
    changedShare: ratio(CHANGES, KEYS),
    fullMilliseconds: Math.round(of("full", "milliseconds")),
    incrementalToFull: ratio(of("incremental", "milliseconds"), of("full", "milliseconds")),
    quietToFull: ratio(of("quiet", "milliseconds"), of("full", "milliseconds")),
    bytesPerKeyInFull: Math.round(of("full", "bytes") / KEYS),
    bytesPerChange: Math.round(of("incremental", "bytes") / CHANGES),
    incrementalToFullBytes: ratio(of("incremental", "bytes"), of("full", "bytes")),
    nextDaysFullToFullBytes: ratio(nextFull.bytes, of("full", "bytes")),
    quietBytes: of("quiet", "bytes"),
  };
}

async function createKeys(create: () => Promise<string>): Promise<string[]> {
  const made: string[] = [];
  let left = KEYS;
  const creator = async () => {
    while (left-- > 0) made.push(await create());
  };
  await Promise.all(Array.from({ length: CREATORS }, creator));
  return made;
}

function bytesBelow(place: string): number {
  const entries = readdirSync(place, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
