import { hashOf } from "@/lib/crypto/digest";
import { CatalogueWriter, type HeldEntry } from "./catalogue";
import { IndexSink } from "./index-sink";
import { PackSink } from "./pack-sink";
import type { Run } from "./run-backup";
import { closedLine, type EntryIdentity, entryKey, openedLine } from "./run-index";

/** A record that is new or differs, as the database wrote it. */
export interface NewRecord extends EntryIdentity {
  /** UTF-8 of its canonical JSON. */
  record: Buffer;
  rotatedAt: string | null;
  /** JSON of item-view.ts. */
  view: string;
}

/** So many entries go into the catalogue at a time, while the next ones are sealed. */
const ROWS_PER_COPY = 2000;

/**
 * What a run changes, as it goes on: each record is sealed into a pack, and pack, index and catalogue grow together, so
 * that memory holds a few thousand entries however many there are. The catalogue's rows are of the run's transaction: nobody
 * sees them before its commit.
 */
export class RunWriter {
  readonly packs: PackSink;
  readonly index: IndexSink;
  readonly catalogue: CatalogueWriter;
  /** Keys and secrets that differ from the run before; of a first run not named one by one. */
  readonly items = new Set<string>();
  #entries = 0;

  constructor(private readonly run: Run) {
    this.packs = new PackSink(run);
    this.index = new IndexSink(run);
    this.catalogue = new CatalogueWriter(run.tx, run.backup, { tick: run.tickAt.toISOString(), run: run.number });
  }

  get isFirst(): boolean {
    return this.run.number === 1;
  }

  get changes(): number {
    return this.isFirst ? this.catalogue.gained.keys + this.catalogue.gained.secrets : this.items.size;
  }

  /** Stores what differs from what is held; `held` is what the catalogue holds of them. */
  async open(records: readonly NewRecord[], held?: ReadonlyMap<string, HeldEntry>): Promise<void> {
    for (const record of records) {
      const before = held?.get(entryKey(record));
      const digest = hashOf(record.record);
      if (before?.digest.equals(digest)) continue; // invariant 3: what has not changed is not stored again
      if (!this.packs.fits(record.record.length)) await this.packs.next();
      const placed = this.packs.add(record, record.record);
      const since = before?.since.toISOString() ?? null;
      const entry = { ...record, ...placed };
      this.index.add(openedLine(entry, { digest: digest.toString("base64url"), since, view: record.view }));
      this.catalogue.open(entry, { digest: digest.toString("hex"), since, view: record.view });
      if (!this.isFirst) this.items.add(itemOf(record));
      await this.#advance();
    }
  }

  /** Ends what is no more. */
  async close(gone: readonly EntryIdentity[]): Promise<void> {
    for (const identity of gone) {
      this.index.add(closedLine(identity));
      this.catalogue.close(identity);
      this.items.add(itemOf(identity));
      await this.#advance();
    }
  }

  /** After each entry: a view that names many principals is as long as a hundred others, and parts go by their length. */
  async #advance(): Promise<void> {
    if (this.index.isFull) await this.index.advance();
    if (++this.#entries % ROWS_PER_COPY === 0) await this.catalogue.advance();
  }
}

/** The key or secret that a record is of. */
function itemOf({ kind, account, resourceId }: EntryIdentity): string {
  return `${kind.startsWith("key") ? "key" : "secret"} ${account} ${resourceId}`;
}
