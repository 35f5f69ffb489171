/**
 * What can be wrong with a trail (S53). `rewritten`: the chain fits in itself and is another than a head in the store
 * says; `older`: the whole database is; `head`: an object of heads in the store was altered.
 */
export const FINDING_KINDS = [
  "altered",
  "removed",
  "inserted",
  "reordered",
  "swapped",
  "truncated",
  "rewritten",
  "older",
  "head",
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Longer than any transaction lasts, and than the clocks of two processes differ. */
export const LATE_MS = 10 * 60_000;

export interface Finding {
  kind: FindingKind;
  seq: number | null;
  eventId: string | null;
  /** Of the event, or of the head that says otherwise. */
  at: Date | null;
}

/** Counts what is wrong by kind, and remembers which comes first. */
export class Findings {
  readonly counts: Partial<Record<FindingKind, number>> = {};
  first: Finding | null = null;

  add(kind: FindingKind, place: { seq?: number; eventId?: string; at?: number }, count = 1): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + count;
    const { seq = null, eventId = null, at } = place;
    if (this.first && rank(this.first.seq) <= rank(seq)) return;
    this.first = { kind, seq, eventId, at: at === undefined ? null : new Date(at) };
  }

  get none(): boolean {
    return this.first === null;
  }
}

/** What has no place in the chain comes after what has. */
const rank = (seq: number | null) => seq ?? Number.POSITIVE_INFINITY;
