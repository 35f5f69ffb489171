import { systemIdentifier } from "@/lib/db/change-feed.sql";
import { DomainError } from "../errors";
import { removeUnnamed } from "./adopt-runs";
import { indexName } from "./binding-names";
import { writeBindingObjects } from "./binding-objects";
import { claimOf, damaged, isClaimed, type ObjectClaim } from "./binding-store";
import { countsAfter, enterRun, quietTicksOf } from "./catalogue";
import type { Draft } from "./collect-changes";
import { foldTicks, type Manifest, manifestHash, noPrevious, readManifest, writeManifest } from "./manifest";
import type { PackSink } from "./pack-sink";
import type { Run } from "./run-backup";
import { type RunIndex, sealIndex } from "./run-index";

/**
 * Steps 4 to 6 of decisions 10: the last pack, index, manifest, and the catalogue. Each object is read back and hashed
 * before the manifest names it (S18); the manifest is the moment at which the run exists.
 */
export async function publishRun(run: Run, sink: PackSink, draft: Draft, snapshot: string): Promise<void> {
  const packs = await sink.end();
  await run.step("packs");
  const previous = await previousOf(run);
  const objects = await writeBindingObjects(run, previous.objects);
  await run.step("objects");
  const index: RunIndex = { v: 1, run: run.number, opened: draft.opened, closed: draft.closed };
  const indexClaim = await writeIndex(run, index);
  await run.step("index");
  const manifest: Manifest = {
    ...(await headOf(run, snapshot)),
    previous: previous.hash,
    counts: { ...(await countsAfter(run, index)), changes: draft.items.size, records: sink.records },
    packs,
    index: indexClaim,
    objects,
  };
  const bytes = await writeLast(run, manifest);
  await run.step("manifest");
  await removeUnnamed(run.store, run.names, manifest);
  await enterRun(run.tx, run.backup, {
    manifest,
    manifestSha256: manifestHash(bytes),
    index,
    startedAt: run.startedAt,
    snapshot,
  });
  await run.step("catalogue");
}

async function headOf(run: Run, snapshot: string) {
  const { backup, number, kind, day, tickAt, tx } = run;
  return {
    v: 1 as const,
    backupId: backup.backupId,
    bindingId: backup.bindingId,
    account: backup.accountId,
    region: backup.region,
    instanceId: backup.sourceInstanceId,
    run: number,
    kind,
    day,
    tick: tickAt.toISOString(),
    quietTicks: foldTicks(await quietTicksOf(tx, backup)),
    snapshot,
    feedEpoch: backup.feedEpoch,
    systemIdentifier: await systemIdentifier(tx.db),
  };
}

async function writeIndex({ store, names, backup, backupKey, token }: Run, index: RunIndex): Promise<ObjectClaim> {
  const box = sealIndex(backupKey, backup.bindingId, index);
  const claim = claimOf(indexName(index.run, token), box);
  await store.putIfAbsent(names.inBase(claim.name), box);
  if (!isClaimed(claim, await store.get(names.inBase(claim.name)))) throw damaged(claim.name);
  return claim;
}

/** The last manifest, from the store itself: a head that is missing or another is damage, not a beginning. */
async function previousOf({ store, names, backup, backupKey }: Run) {
  const last = backup.lastRunNumber;
  if (last === 0) return { hash: noPrevious, objects: [] };
  const bytes = await store.get(names.manifest(last));
  const expected = { run: last, bindingId: backup.bindingId };
  const { objects } = readManifest(backupKey, bytes, names.relative(names.manifest(last)), expected);
  return { hash: manifestHash(bytes as Buffer), objects }; // readManifest refuses null
}

async function writeLast({ store, names, backupKey }: Run, manifest: Manifest): Promise<Buffer> {
  const name = names.manifest(manifest.run);
  const bytes = writeManifest(backupKey, manifest);
  const written = await store.putIfAbsent(name, bytes);
  if ((await store.get(name))?.equals(bytes)) return bytes;
  throw written ? damaged(names.relative(name)) : new DomainError("ChangedMeanwhile");
}
