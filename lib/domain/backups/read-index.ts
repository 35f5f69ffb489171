import type { WrappingKey } from "@/lib/crypto/sealed";
import { type BindingNames, tokenOf } from "./binding-names";
import { damaged, readClaimed } from "./binding-store";
import type { Manifest } from "./manifest";
import { type IndexPart, openFirstIndex, openIndexPart } from "./run-index";
import type { BackupStore } from "./store";

interface Reading {
  store: BackupStore;
  names: BindingNames;
  backupKey: WrappingKey;
}

/**
 * The index of a run, a part at a time, each compared with what the manifest says of it.
 * @throws DomainError BackupDamaged
 */
export async function* readIndex(
  { store, names, backupKey }: Reading,
  { v, bindingId, run, tick, index }: Manifest,
): AsyncGenerator<IndexPart> {
  for (const [before, claim] of index.entries()) {
    const box = await readClaimed(store, names, claim);
    if (v === 1) yield openFirstIndex(backupKey, bindingId, run, claim.name, box);
    else {
      const token = tokenOf(claim.name);
      if (!token) throw damaged(claim.name);
      yield openIndexPart(backupKey, { bindingId, run, token, tick }, before + 1, claim.name, box);
    }
  }
}
