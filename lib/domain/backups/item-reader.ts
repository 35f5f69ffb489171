import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { currentWrappingKey } from "../wrapping-keys";
import { readInstanceKey } from "./binding-objects";
import { type BoundBackup, namesOfBackup, storeOf } from "./binding-store";
import type { BackupRecord } from "./record-schema";
import { generationOf } from "./reseal-material";
import { readSavedItem } from "./saved-item";
import type { SavedItem } from "./saved-records";

type Reading = Parameters<typeof readSavedItem>[1];

/** Items of one backup at one moment, from the store, one after the other; keys of the source are opened once. */
export class ItemReader {
  readonly #sources = new Map<number, WrappingKey | null>();

  private constructor(
    private readonly ctx: Ctx,
    private readonly reading: Reading,
    private readonly at: Date,
  ) {}

  static async of(ctx: Ctx, backup: BoundBackup, at: Date): Promise<ItemReader> {
    const names = await namesOfBackup(ctx, backup);
    const backupKey = await currentWrappingKey(ctx, "Backup", backup.bindingId);
    return new ItemReader(ctx, { store: storeOf(ctx), names, backup, backupKey }, at);
  }

  /** @throws DomainError NoBackupData, BackupDamaged */
  item(kind: "key" | "secret", { id, accountId }: { id: string; accountId: string }): Promise<BackupRecord[]> {
    return readSavedItem(this.ctx, this.reading, { kind, id, accountId, at: this.at });
  }

  /** The generations of the source's instance key that the boxes name, as far as they open: of a box whose own does not, the restore says so. */
  async sourcesOf(items: readonly SavedItem[]): Promise<WrappingKey[]> {
    const boxes = items.flatMap((item) => (item.kind === "key" ? item.versions.map(({ material }) => material) : []));
    const generations = new Set(boxes.flatMap((box) => (box === null ? [] : generationsOf(box))));
    const opened: WrappingKey[] = [];
    for (const generation of generations) {
      const key = await this.#sourceOf(generation);
      if (key) opened.push(key);
    }
    return opened;
  }

  async #sourceOf(generation: number): Promise<WrappingKey | null> {
    const known = this.#sources.get(generation);
    if (known !== undefined) return known;
    const { store, names, backup, backupKey } = this.reading;
    const key = await orNull(() => readInstanceKey(store, names, backup, backupKey, generation));
    this.#sources.set(generation, key);
    return key;
  }
}

const generationsOf = (box: string): number[] => {
  try {
    return [generationOf(box)];
  } catch (error) {
    if (error instanceof DomainError && error.code === "BackupDamaged") return [];
    throw error;
  }
};

async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError && error.code === "BackupDamaged") return null;
    throw error;
  }
}
