import type { PackReader } from "@/lib/crypto/pack";
import type { RecordPlace } from "@/lib/db/restore-work.sql";
import { DomainError } from "../errors";
import { openPack, openRecord, parseRecord } from "./open-record";
import type { BackupRecord } from "./record-schema";
import type { Reading } from "./source-keys";

/** Records that lie closer are fetched together, with what lies between them. */
const GAP_BYTES = 128 * 1024;
/** One request reads no more. */
const STRETCH_BYTES = 4 * 1024 * 1024;
const PACKS_KEPT = 8;

/** A record, or why there is none. */
export type ReadRecord = BackupRecord | DomainError;

interface Stretch {
  pack: string;
  from: number;
  to: number;
  places: RecordPlace[];
}

/**
 * Many records of a backup from the store: whole stretches of packs at a time, in the order in which they lie there. One
 * that is damaged does not keep others from being read. @throws DomainError BackupStoreUnavailable
 */
export class RecordsReader {
  readonly #packs = new Map<string, PackReader | DomainError>();

  constructor(private readonly reading: Reading) {}

  async read(places: readonly RecordPlace[]): Promise<Map<RecordPlace, ReadRecord>> {
    const records = new Map<RecordPlace, ReadRecord>();
    for (const stretch of stretchesOf(places)) {
      const { store, names } = this.reading;
      const pack = await this.#packOf(stretch.places[0] as RecordPlace); // a stretch has at least one
      const bytes = await store.getRange(names.inBase(stretch.pack), stretch.from, stretch.to - stretch.from);
      for (const place of stretch.places) {
        const at = place.offset - stretch.from;
        records.set(place, this.#recordAt(pack, place, bytes?.subarray(at, at + place.length)));
      }
    }
    return records;
  }

  #recordAt(pack: PackReader | DomainError, place: RecordPlace, bytes: Buffer | undefined): ReadRecord {
    if (pack instanceof DomainError) return pack;
    try {
      return parseRecord(openRecord(pack, place, bytes), place.pack);
    } catch (error) {
      return refusalOf(error);
    }
  }

  async #packOf({ pack }: RecordPlace): Promise<PackReader | DomainError> {
    const known = this.#packs.get(pack);
    if (known) return known;
    if (this.#packs.size >= PACKS_KEPT) this.#packs.clear();
    const opened = await openPack(this.reading, pack).catch(refusalOf);
    this.#packs.set(pack, opened);
    return opened;
  }
}

/** What is damaged is an answer; everything else is not. */
function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError && error.code === "BackupDamaged") return error;
  throw error;
}

function stretchesOf(places: readonly RecordPlace[]): Stretch[] {
  const sorted = [...places].sort((left, right) =>
    left.pack === right.pack ? left.offset - right.offset : left.pack < right.pack ? -1 : 1,
  );
  const stretches: Stretch[] = [];
  for (const place of sorted) {
    const last = stretches.at(-1);
    const end = place.offset + place.length;
    const isNear = last?.pack === place.pack && place.offset - last.to <= GAP_BYTES && end - last.from <= STRETCH_BYTES;
    if (last && isNear) {
      last.to = Math.max(last.to, end);
      last.places.push(place);
    } else stretches.push({ pack: place.pack, from: place.offset, to: end, places: [place] });
  }
  return stretches;
}
