import type { WrappingKey } from "@/lib/crypto/sealed";
import type { HeldItem } from "@/lib/db/backup-reports.sql";
import { placesOf, type RecordPlace } from "@/lib/db/restore-work.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { BoundBackup } from "./binding-store";
import { damaged } from "./binding-store";
import type { BackupRecord } from "./record-schema";
import { type ReadRecord, RecordsReader } from "./saved-items";
import { asSavedItem, type SavedItem } from "./saved-records";
import { openReading, type Reading, SourceKeys } from "./source-keys";

/** An item of a backup, whole, or why it is not. */
export interface ReadItem {
  held: HeldItem;
  saved: SavedItem | DomainError;
}

/** Items of one backup as they were at one moment, from the store. */
export class ItemReader {
  readonly #records: RecordsReader;
  readonly #keys: SourceKeys;

  private constructor(
    private readonly ctx: Ctx,
    private readonly reading: Reading,
    private readonly at: Date,
  ) {
    this.#records = new RecordsReader(reading);
    this.#keys = new SourceKeys(reading);
  }

  static async of(ctx: Ctx, backup: BoundBackup, at: Date): Promise<ItemReader> {
    return new ItemReader(ctx, await openReading(ctx, backup), at);
  }

  async read(kind: "key" | "secret", items: readonly HeldItem[]): Promise<ReadItem[]> {
    if (items.length === 0) return [];
    const ids = items.map(({ id }) => id);
    const places = await placesOf(this.ctx.db, this.reading.backup, kind, ids, this.at);
    const records = await this.#records.read(places);
    const byItem = new Map<string, RecordPlace[]>();
    for (const place of places) {
      const name = nameOf(place.accountId, place.resourceId);
      byItem.set(name, [...(byItem.get(name) ?? []), place]);
    }
    return items.map((held) => {
      const own = byItem.get(nameOf(held.accountId, held.id)) ?? [];
      return { held, saved: savedItem(kind, held, own, records) };
    });
  }

  /** What opens their material. */
  sourcesOf(items: readonly SavedItem[]): Promise<WrappingKey[]> {
    return this.#keys.of(items);
  }
}

const nameOf = (accountId: string, id: string) => `${accountId}:${id}`;

function savedItem(
  kind: "key" | "secret",
  { id }: HeldItem,
  places: readonly RecordPlace[],
  records: ReadonlyMap<RecordPlace, ReadRecord>,
): SavedItem | DomainError {
  const ordered = [...places].sort((left, right) => Number(right.kind === kind) - Number(left.kind === kind));
  const read: BackupRecord[] = [];
  for (const place of ordered) {
    const record = records.get(place) ?? damaged(place.pack);
    if (record instanceof DomainError) return record;
    read.push(record);
  }
  try {
    return read[0]?.kind === kind ? asSavedItem(read) : damaged(id);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
