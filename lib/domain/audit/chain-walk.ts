import { auditLinkHex } from "@/lib/crypto/digest";
import { type Findings, LATE_MS } from "./findings";
import type { PromisedHead } from "./promised-heads";

export const GENESIS = "0".repeat(64);
/** So many broken places are looked at together, to tell exchanged ones from altered ones. */
const COMPARED_MAX = 200;

/** Its members are read, not kept: it may stand on another link afterwards. */
export interface ChainLink {
  readonly seq: number;
  /** In hex. */
  readonly link: string;
  readonly eventId: string;
  /** In milliseconds. */
  readonly eventAt: number;
}

interface Misfit {
  seq: number;
  before: string;
  link: string;
  leaf: string;
  eventId: string;
  at: number;
}

/**
 * Goes along one account's chain, link by link, and finds what does not fit. What is kept does not grow with the chain.
 * A broken place is said once: from there on it goes by what is stored, so that what follows is judged by itself.
 */
export class ChainWalk {
  seq = 0;
  eventAt = 0;
  #link = GENESIS;
  /** What the last link should have been: one after an altered link fits this. */
  #computed = GENESIS;
  readonly #misfits: Misfit[] = [];
  readonly missing: { seq: number; eventId: string; at: number }[] = [];
  /** The time of the newest head that this chain fits, of those before the first that it does not. */
  fitsUntil = 0;
  #promise = 0;
  #broken = false;
  /** The latest moment at which a head said that the chain ended before here. */
  #endedAt = 0;

  /** `promised`: what exported heads say of this chain, by seq. */
  constructor(
    private readonly promised: readonly PromisedHead[],
    private readonly findings: Findings,
  ) {
    for (const { seq, lastAt } of promised) if (seq === 0) this.fitsUntil = Math.max(this.fitsUntil, lastAt);
  }

  /**
   * `leaf`: that of the account's event of the id and time that the link names, made anew from the columns; null where it
   * is not the stored one, undefined where there is no such event.
   */
  take(link: ChainLink, leaf: string | null | undefined): void {
    const { seq, eventAt } = link;
    const gap = seq - this.seq - 1;
    if (gap > 0) this.findings.add("removed", { seq: this.seq + 1 }, gap);
    if (gap < 0) this.findings.add("inserted", placeOf(link)); // two of one number
    this.#passPromises(seq);
    if (eventAt < this.#endedAt - LATE_MS) this.findings.add("inserted", placeOf(link));
    if (leaf === undefined) this.#noteMissing(placeOf(link));
    const computed = leaf === undefined ? link.link : this.#judge(link, leaf, gap > 0);
    this.seq = seq;
    this.eventAt = Math.max(this.eventAt, eventAt);
    this.#computed = isDigest(computed) ? computed : GENESIS;
    this.#link = isDigest(link.link) ? link.link : this.#computed;
    this.#keepPromises(seq, link.link);
  }

  /** Tells exchanged places from altered ones. Heads beyond the end are the caller's. */
  end(): readonly PromisedHead[] {
    for (const misfit of this.#misfits) {
      const exchanged = this.#misfits.some((other) => isExchanged(misfit, other));
      this.findings.add(exchanged ? "reordered" : "altered", misfit);
    }
    return this.promised.slice(this.#promise).filter(({ seq }) => seq > this.seq);
  }

  /** The link as it should be. */
  #judge(place: ChainLink, leaf: string | null, afterGap: boolean): string {
    const { seq, link } = place;
    if (leaf === null) {
      this.findings.add("altered", placeOf(place));
      return link;
    }
    if (afterGap) return link; // what it was made from is gone
    const before = this.#link;
    const computed = auditLinkHex(before, seq, leaf);
    if (computed === link || auditLinkHex(this.#computed, seq, leaf) === link) return computed;
    if (this.#misfits.length < COMPARED_MAX && isDigest(link)) {
      this.#misfits.push({ ...placeOf(place), before, link, leaf });
    } else this.findings.add("altered", placeOf(place));
    return computed;
  }

  #noteMissing(place: { seq: number; eventId: string; at: number }): void {
    if (this.missing.length < COMPARED_MAX) this.missing.push(place);
    else this.findings.add("removed", place);
  }

  /** Heads of links before `seq`: their links are gone, or were seen; either way the chain ended there at that time. */
  #passPromises(seq: number): void {
    for (let next = this.promised[this.#promise]; next && next.seq < seq; next = this.promised[++this.#promise]) {
      this.#endedAt = Math.max(this.#endedAt, next.lastAt);
    }
  }

  /** More than one of a link where the database was put back and went on from there. */
  #keepPromises(seq: number, link: string): void {
    for (let at = this.#promise; this.promised[at]?.seq === seq; at++) {
      const promise = this.promised[at];
      if (promise?.link === link) {
        if (!this.#broken) this.fitsUntil = Math.max(this.fitsUntil, promise.lastAt);
      } else if (promise) {
        this.#broken = true;
        this.findings.add("rewritten", { seq, at: promise.firstAt });
      }
    }
  }
}

const placeOf = ({ seq, eventId, eventAt: at }: ChainLink) => ({ seq, eventId, at });

const isDigest = (hex: string) => hex.length === GENESIS.length;

/** Whether the one fits in the place of the other, or after it, or its predecessor only moved there. */
function isExchanged(misfit: Misfit, other: Misfit): boolean {
  return (
    (other !== misfit && auditLinkHex(misfit.before, misfit.seq, other.leaf) === misfit.link) ||
    (other !== misfit && auditLinkHex(other.before, other.seq, misfit.leaf) === misfit.link) ||
    auditLinkHex(other.link, misfit.seq, misfit.leaf) === misfit.link
  );
}
