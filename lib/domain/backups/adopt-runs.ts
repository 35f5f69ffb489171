import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Tx } from "../context";
import type { BindingNames } from "./binding-names";
import { type BoundBackup, damaged, readClaimed } from "./binding-store";
import { enterRun } from "./catalogue";
import { type Manifest, manifestHash, noPrevious, readManifest } from "./manifest";
import { readIndex } from "./read-index";
import type { BackupStore } from "./store";

// Repair, before each run (invariant 6). A run that was killed after its manifest is complete in the store and is
// entered into the catalogue now; one that was killed before leaves objects that no manifest names, and they go when the
// manifest of their number is there.

/**
 * Enters the runs that the store has and the database has not, in the order of their chain. There is one after a kill
 * between manifest and catalogue, and there are many when the database was set back; their snapshots may then belong to
 * a time that this database never saw, so the cursor is dropped and the next run compares everything by digest.
 * @throws DomainError BackupDamaged
 */
export async function adoptRuns(
  tx: Tx,
  store: BackupStore,
  names: BindingNames,
  backup: BoundBackup,
  backupKey: WrappingKey,
): Promise<BoundBackup> {
  let entered = backup;
  for (;;) {
    const run = entered.lastRunNumber + 1;
    const object = names.relative(names.manifest(run));
    const bytes = await store.get(names.manifest(run));
    if (!bytes) return entered;
    const previous = await hashOf(store, names, entered.lastRunNumber);
    const manifest = readManifest(backupKey, bytes, object, { run, bindingId: backup.bindingId, previous });
    for (const pack of manifest.packs) await readClaimed(store, names, pack);
    const index = readIndex({ store, names, backupKey }, manifest);
    await removeUnnamed(store, names, manifest);
    await enterRun(tx, entered, {
      manifest,
      manifestSha256: manifestHash(bytes),
      index,
      startedAt: new Date(manifest.tick),
      snapshot: null,
    });
    entered = (await tx.db.backup.findUniqueOrThrow({ where: { pk: backup.pk } })) as BoundBackup; // its binding held: enterRun tests it
  }
}

/**
 * Removes what other writers of this run left: packs and indexes that its manifest does not name. Never before the
 * manifest is there: until then one of them, thought dead, may still write it.
 */
export async function removeUnnamed(store: BackupStore, names: BindingNames, manifest: Manifest): Promise<void> {
  const named = new Set([...manifest.packs, ...manifest.index].map(({ name }) => names.inBase(name)));
  const there = [
    ...(await store.list(names.packsOf(manifest.run))),
    ...(await store.list(names.indexesOf(manifest.run))),
  ];
  for (const name of there) if (!named.has(name)) await store.remove(name);
}

async function hashOf(store: BackupStore, names: BindingNames, run: number): Promise<string> {
  if (run === 0) return noPrevious;
  const bytes = await store.get(names.manifest(run));
  if (!bytes) throw damaged(names.relative(names.manifest(run)));
  return manifestHash(bytes);
}
