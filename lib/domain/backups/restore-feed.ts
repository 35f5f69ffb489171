import type { WrappingKey } from "@/lib/crypto/sealed";
import { type NextItem, nextItems, placesOf, type RecordPlace } from "@/lib/db/restore-work.sql";
import type { InstanceModel, RestoreModel } from "@/lib/generated/prisma/models";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { BackupRecord, KeyVersionRecord } from "./record-schema";
import { type Resealed, resealAll } from "./reseal-material";
import { type ReadRecord, RecordsReader } from "./saved-items";
import { asSavedItem, type SavedItem } from "./saved-records";
import { type Reading, SourceKeys } from "./source-keys";

/** An item that is to be restored, read from the store and whole, or why it is not. */
export interface OpenedItem {
  item: NextItem;
  saved: SavedItem | null;
  refusal: DomainError | null;
}

/** What is restored together. */
export interface OpenedBatch {
  items: readonly OpenedItem[];
  /** Generations of the source's instance key that it needs. */
  sources: readonly WrappingKey[];
  resealed: ReadonlyMap<KeyVersionRecord, Resealed>;
}

const BATCH_ITEMS = 500;
const FEWEST_ITEMS = 20;

/** Whatever kept a batch from being done within its time, the next attempt does fewer at once. */
export const batchItems = (attempt: number): number =>
  Math.max(FEWEST_ITEMS, Math.floor(BATCH_ITEMS / 2 ** (attempt - 1)));

/** Sealed bytes of one batch: a secret with ten long versions is half a megabyte. */
const BATCH_BYTES = 6 * 1024 * 1024;

/** What a restore has still to do, batch by batch; while one is being restored, the next is read and sealed anew. */
export class RestoreFeed {
  readonly #records: RecordsReader;
  readonly #keys: SourceKeys;

  constructor(
    private readonly ctx: Ctx,
    private readonly reading: Reading,
    private readonly restore: RestoreModel,
    private readonly destination: { instance: InstanceModel; wrapping: WrappingKey },
    private readonly batchSize = BATCH_ITEMS,
  ) {
    this.#records = new RecordsReader(reading);
    this.#keys = new SourceKeys(reading);
  }

  async *batches(): AsyncGenerator<OpenedBatch> {
    let next = this.#read(0);
    for (;;) {
      const batch = await next;
      const last = batch.items.at(-1);
      if (!last) return;
      next = this.#read(last.item.ordinal);
      // Its refusal is met when its turn comes, if it ever does.
      next.catch(() => undefined);
      yield batch;
    }
  }

  async #read(after: number): Promise<OpenedBatch> {
    const found = await nextItems(this.ctx.db, this.restore.pk, after, this.batchSize);
    const [first] = found;
    if (!first) return { items: [], sources: [], resealed: new Map() };
    // Of one kind: keys are committed before the secrets under them.
    const items = found.filter(({ kind }) => kind === first.kind);
    const ids = items.map(({ id }) => id);
    const places = await placesOf(this.ctx.db, this.reading.backup, first.kind, ids, this.restore.at);
    const byItem = byItemOf(places);
    const fitting = withinBytes(items, byItem);
    const wanted = fitting.flatMap(({ accountId, id }) => byItem.get(nameOf(accountId, id)) ?? []);
    const records = await this.#records.read(wanted);
    const opened = fitting.map((item) => openedItem(item, byItem.get(nameOf(item.accountId, item.id)) ?? [], records));
    const saved = opened.flatMap((one) => one.saved ?? []);
    const sources = await this.#keys.of(saved);
    const { instance, wrapping } = this.destination;
    return { items: opened, sources, resealed: await resealAll(saved, instance, sources, wrapping) };
  }
}

function byItemOf(places: readonly RecordPlace[]): Map<string, RecordPlace[]> {
  const byItem = new Map<string, RecordPlace[]>();
  for (const place of places) {
    const name = nameOf(place.accountId, place.resourceId);
    const own = byItem.get(name);
    if (own) own.push(place);
    else byItem.set(name, [place]);
  }
  return byItem;
}

const nameOf = (accountId: string, id: string) => `${accountId}:${id}`;

/** At least one, however large. */
function withinBytes(items: readonly NextItem[], byItem: ReadonlyMap<string, readonly RecordPlace[]>): NextItem[] {
  let bytes = 0;
  const end = items.findIndex(({ accountId, id }, index) => {
    for (const { length } of byItem.get(nameOf(accountId, id)) ?? []) bytes += length;
    return index > 0 && bytes > BATCH_BYTES;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}

function openedItem(
  item: NextItem,
  places: readonly RecordPlace[],
  records: ReadonlyMap<RecordPlace, ReadRecord>,
): OpenedItem {
  const own: BackupRecord[] = [];
  const versions: BackupRecord[] = [];
  for (const place of places) {
    const record = records.get(place);
    if (record instanceof DomainError) return { item, saved: null, refusal: record };
    if (record) (place.kind === item.kind ? own : versions).push(record);
  }
  if (own.length === 0) return { item, saved: null, refusal: new DomainError("NoBackupData") };
  try {
    return { item, saved: asSavedItem([...own, ...versions]), refusal: null };
  } catch (error) {
    if (error instanceof DomainError) return { item, saved: null, refusal: error };
    throw error;
  }
}
