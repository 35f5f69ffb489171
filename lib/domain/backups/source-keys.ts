import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx } from "../context";
import { currentWrappingKey } from "../wrapping-keys";
import type { BindingNames } from "./binding-names";
import { readInstanceKey } from "./binding-objects";
import { type BoundBackup, namesOfBackup, storeOf } from "./binding-store";
import { generationOf } from "./reseal-material";
import type { SavedItem } from "./saved-records";
import type { BackupStore } from "./store";

/** A backup whose records are read: its objects, and the key that opens them. */
export interface Reading {
  store: BackupStore;
  names: BindingNames;
  backup: BoundBackup;
  backupKey: WrappingKey;
}

export async function openReading(ctx: Ctx, backup: BoundBackup): Promise<Reading> {
  const names = await namesOfBackup(ctx, backup);
  const backupKey = await currentWrappingKey(ctx, "Backup", backup.bindingId);
  return { store: storeOf(ctx), names, backup, backupKey };
}

/** The generations of the source's instance key, from the store, each read once. */
export class SourceKeys {
  readonly #known = new Map<number, WrappingKey>();

  constructor(private readonly reading: Reading) {}

  /** All that the boxes of these items name. An item whose box is none is found out when it is opened. */
  async of(items: readonly SavedItem[]): Promise<WrappingKey[]> {
    const generations = new Set<number>();
    for (const item of items) {
      if (item.kind === "secret") continue;
      for (const { material } of item.versions) if (material !== null) generations.add(generationOf(material));
    }
    return Promise.all([...generations].map((generation) => this.#read(generation)));
  }

  async #read(generation: number): Promise<WrappingKey> {
    const known = this.#known.get(generation);
    if (known) return known;
    const { store, names, backup, backupKey } = this.reading;
    const key = await readInstanceKey(store, names, backup, backupKey, generation);
    this.#known.set(generation, key);
    return key;
  }
}
