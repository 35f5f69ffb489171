import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
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

  /** All that the boxes of these items name and that open: what lacks its own is found out when its box is opened. */
  async of(items: readonly SavedItem[]): Promise<WrappingKey[]> {
    const generations = new Set<number>();
    for (const item of items) {
      if (item.kind === "secret") continue;
      for (const { material } of item.versions) {
        const generation = material === null ? null : await orNull(() => generationOf(material));
        if (generation !== null) generations.add(generation);
      }
    }
    const keys = await Promise.all([...generations].map((generation) => orNull(() => this.#read(generation))));
    return keys.filter((key) => key !== null);
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

async function orNull<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError && error.code === "BackupDamaged") return null;
    throw error;
  }
}
