import type { Shelf } from "@/lib/domain/keys/key-cache";
import type { Used } from "@/lib/domain/recorder";

type Row = Pick<Used, "table" | "pk">;

interface Entry<Value> {
  value: Value;
  rows: readonly Row[];
  /** Since when the time to leave runs. */
  since: number;
}

interface Terms {
  /** The longest unused leave beyond it. */
  limit: number;
  /** Process time in milliseconds, not business time: tests move the latter. */
  clock?: (() => number) | undefined;
  keepMilliseconds?: number;
  /** Whether a use makes the time to leave run anew; without it a value leaves at that age, used or not. */
  renewedByUse?: boolean;
}

const IDLE_MILLISECONDS = 5 * 60_000;

/** Values with the rows they were read from: bounded, and gone after five idle minutes (decisions 8). */
export class RowShelf<Value> implements Shelf<Value> {
  /** In the order of last use: a Map keeps insertion order, and a use inserts anew. */
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #namesByRow = new Map<string, Set<string>>();
  readonly #terms: Required<Terms>;

  constructor(terms: Terms) {
    const clock = terms.clock ?? (() => performance.now());
    this.#terms = { keepMilliseconds: IDLE_MILLISECONDS, renewedByUse: true, ...terms, clock };
  }

  get size(): number {
    return this.#entries.size;
  }

  get(name: string): Value | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const now = this.#terms.clock();
    if (this.#isOver(entry, now)) {
      this.#drop(name);
      return undefined;
    }
    if (this.#terms.renewedByUse) entry.since = now;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.value;
  }

  set(name: string, value: Value, rows: readonly Row[]): void {
    this.#drop(name);
    this.#entries.set(name, { value, rows, since: this.#terms.clock() });
    for (const row of rows) {
      const names = this.#namesByRow.get(rowName(row)) ?? new Set();
      names.add(name);
      this.#namesByRow.set(rowName(row), names);
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#terms.limit) break;
      this.#drop(oldest);
    }
  }

  /** Everything that was read from the row leaves. */
  evict(row: Row): void {
    for (const name of [...(this.#namesByRow.get(rowName(row)) ?? [])]) this.#drop(name);
  }

  /** Lets go of what is over its time, so that it does not wait in memory for somebody to ask. */
  sweep(): void {
    const now = this.#terms.clock();
    for (const [name, entry] of this.#entries) if (this.#isOver(entry, now)) this.#drop(name);
  }

  clear(): void {
    this.#entries.clear();
    this.#namesByRow.clear();
  }

  #isOver(entry: Entry<Value>, now: number): boolean {
    return now - entry.since >= this.#terms.keepMilliseconds;
  }

  #drop(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#entries.delete(name);
    for (const row of entry.rows) {
      const names = this.#namesByRow.get(rowName(row));
      names?.delete(name);
      if (names?.size === 0) this.#namesByRow.delete(rowName(row));
    }
  }
}

function rowName({ table, pk }: Row): string {
  return `${table} ${pk}`;
}
