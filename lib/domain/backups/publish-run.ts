import { systemIdentifier } from "@/lib/db/change-feed.sql";
import { DomainError } from "../errors";
import { removeUnnamed } from "./adopt-runs";
import { writeBindingObjects } from "./binding-objects";
import { damaged } from "./binding-store";
import { completeRun, heldNow, quietTicksOf } from "./catalogue";
import {
  foldTicks,
  isManifest,
  manifestHash,
  type NewManifest,
  noPrevious,
  readManifest,
  writeManifest,
} from "./manifest";
import type { Run } from "./run-backup";
import type { RunWriter } from "./run-writer";

/** What a run has written: all of it is known to the catalogue's writer. */
type Written = Pick<RunWriter, "packs" | "index" | "catalogue" | "changes">;

/**
 * Steps 4 to 6 of decisions 10: the last pack, index, manifest, and the end of the catalogue. Each object is read back before
 * the manifest names it (S18); the manifest is the moment at which the run exists.
 */
export async function publishRun(run: Run, writer: Written, snapshot: string): Promise<void> {
  const packs = await writer.packs.end();
  await run.step("packs");
  const previous = await previousOf(run);
  const objects = await writeBindingObjects(run, previous.objects);
  await run.step("objects");
  const index = await writer.index.end();
  await run.step("index");
  await writer.catalogue.settle();
  const manifest: NewManifest = {
    ...(await headOf(run, snapshot)),
    previous: previous.hash,
    counts: { ...(await countsAfter(run, writer)), changes: writer.changes, records: writer.packs.records },
    packs,
    index,
    objects,
  };
  const bytes = await writeLast(run, manifest);
  await run.step("manifest");
  await removeUnnamed(run.store, run.names, manifest);
  const manifestSha256 = manifestHash(bytes);
  const { turnover } = writer.catalogue;
  await completeRun(run.tx, run.backup, { manifest, manifestSha256, startedAt: run.startedAt, turnover, snapshot });
  await run.step("catalogue");
}

async function countsAfter({ tx, backup }: Run, { catalogue }: Written) {
  const held = await heldNow(tx, backup);
  return { keys: held.keys + catalogue.gained.keys, secrets: held.secrets + catalogue.gained.secrets };
}

async function headOf(run: Run, snapshot: string) {
  const { backup, number, kind, day, tickAt, tx } = run;
  return {
    v: 2 as const,
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

/** The last manifest, from the store itself: a head that is missing or another is damage, not a beginning. */
async function previousOf({ store, names, backup, backupKey }: Run) {
  const last = backup.lastRunNumber;
  if (last === 0) return { hash: noPrevious, objects: [] };
  const bytes = await store.get(names.manifest(last));
  const expected = { run: last, bindingId: backup.bindingId };
  const { objects } = readManifest(backupKey, bytes, names.relative(names.manifest(last)), expected);
  return { hash: manifestHash(bytes as Buffer), objects }; // readManifest refuses null
}

/** What another writer has put there first is its run; what is neither that nor ours goes again: it would be in every run's way. */
async function writeLast({ store, names, backup, backupKey }: Run, manifest: NewManifest): Promise<Buffer> {
  const name = names.manifest(manifest.run);
  const bytes = writeManifest(backupKey, manifest);
  const failure = await store.putIfAbsent(name, bytes).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const placed = await store.get(name);
  if (failure === null && placed?.equals(bytes)) return bytes;
  if (placed && !placed.equals(bytes)) {
    const expected = { run: manifest.run, bindingId: backup.bindingId };
    if (isManifest(backupKey, placed, expected)) throw new DomainError("ChangedMeanwhile");
    await store.remove(name);
  }
  throw failure ? failure.error : damaged(names.relative(name));
}
