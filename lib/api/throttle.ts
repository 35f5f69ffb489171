import type { Lease, Wish } from "@/lib/db/throttle.sql";
import type { CallLimits, CallRate, RateOwner } from "@/lib/domain/call-rates";
import { DomainError } from "@/lib/domain/errors";

/** One lease is a fiftieth of a second's quota: with many gateways little lies idle, and a busy one asks 50 times. */
const SLICES = 50;
/** Whoever made no call for that long is forgotten when there are too many to remember. */
const BUCKETS_MAX = 10_000;
/** How long calls go on unasked after the database did not answer. */
const UNANSWERED_MS = 100;
/** AUD-10 */
const TOLD_FROM_PERCENT = 70;

/** What this process knows of one subject in the second that is under way by the database's clock. */
interface Bucket {
  quota: number;
  slice: number;
  about: RateOwner;
  /** When the second ends, by this process's steady clock. */
  until: number;
  /** Leased and not used yet. */
  left: number;
  /** What may be used before the first lease of the second is there: at a low rate nobody waits for the database. */
  credit: number;
  /** Used on credit and not leased yet: what its second did not have any more is taken from the next. */
  owed: number;
  /** Wanted by calls that wait. */
  waiting: number;
  /** The second's quota is spoken for. */
  spent: boolean;
  /** Settles with the lease that was asked for. */
  asked: Promise<void> | undefined;
}

export interface ThrottleNeeds {
  takeLeases(wishes: readonly Wish[]): Promise<Map<string, Lease>>;
  /** Told how much of its quota a subject uses: with each lease, and for each call that is refused. */
  onUse(use: { subject: string; about: RateOwner; percent: number; refused: number }): void;
  onFailure(error: unknown): void;
  /** Milliseconds of a clock that never jumps. */
  steadyNow(): number;
}

/**
 * Holds the rate limits together with every other gateway, without asking the database for each call (decisions 8): it
 * leases slices of the running second's quota, ahead of use, one statement for all subjects at a time. `scale` multiplies
 * every limit. Where the database does not answer, calls go on: they fail for that reason or not at all.
 */
export function throttle(needs: ThrottleNeeds, scale = 1): CallLimits {
  const buckets = new Map<string, Bucket>();
  const wanted = new Map<string, { bucket: Bucket; settled: () => void }>();
  let leasing = false;

  function take(rate: CallRate): Promise<void> | undefined {
    const { subject, cost } = rate;
    const bucket = bucketOf(rate);
    const now = needs.steadyNow();
    if (now >= bucket.until) beginSecond(bucket, now);
    if (bucket.left >= cost) {
      bucket.left -= cost;
      if (bucket.left < bucket.slice / 2 && !bucket.spent) void lease(subject, bucket);
      return undefined;
    }
    if (bucket.spent) throw refusal(subject, bucket, now);
    if (bucket.credit >= cost) {
      bucket.credit -= cost;
      bucket.owed += cost;
      void lease(subject, bucket);
      return undefined;
    }
    bucket.waiting += cost;
    return lease(subject, bucket).then(() => take(rate));
  }

  function bucketOf({ subject, quota: units, cost, about }: CallRate): Bucket {
    const quota = Math.max(cost, Math.round(units * scale));
    const known = buckets.get(subject);
    if (known?.quota === quota) return known;
    if (buckets.size >= BUCKETS_MAX) forgetIdle(buckets, needs.steadyNow());
    const slice = Math.max(cost, Math.ceil(quota / SLICES));
    const fresh = { quota, slice, about, until: 0, left: 0, credit: 0, owed: 0, waiting: 0, spent: false };
    const bucket: Bucket = { ...fresh, asked: undefined };
    buckets.set(subject, bucket);
    return bucket;
  }

  function refusal(subject: string, { about, until }: Bucket, now: number): DomainError {
    needs.onUse({ subject, about, percent: 100, refused: 1 });
    return new DomainError("Throttled", { retryAfterMilliseconds: Math.max(1, Math.ceil(until - now)) });
  }

  /** One lease of a bucket is under way at most; who comes meanwhile waits for that. */
  function lease(subject: string, bucket: Bucket): Promise<void> {
    bucket.asked ??= new Promise((settled) => {
      wanted.set(subject, { bucket, settled });
      if (leasing) return;
      leasing = true;
      queueMicrotask(() => void leaseAll());
    });
    return bucket.asked;
  }

  async function leaseAll(): Promise<void> {
    while (wanted.size > 0) {
      const batch = [...wanted];
      wanted.clear();
      const wishes = batch.map(([subject, { bucket }]) => wishOf(subject, bucket));
      const leases = await needs.takeLeases(wishes).catch(needs.onFailure);
      for (const [index, [subject, { bucket, settled }]] of batch.entries()) {
        const units = wishes[index]?.units ?? 0;
        // Where the database does not answer, the call that waits is not the limit's to refuse.
        const given = leases?.get(subject) ?? { granted: units, taken: 0, milliseconds: UNANSWERED_MS };
        settle(bucket, units, given, needs.steadyNow());
        if (leases) tellUse(subject, bucket, given);
        settled();
      }
    }
    leasing = false;
  }

  function tellUse(subject: string, { about, quota }: Bucket, { taken }: Lease): void {
    const percent = Math.floor((taken * 100) / quota);
    if (percent >= TOLD_FROM_PERCENT) needs.onUse({ subject, about, percent, refused: 0 });
  }

  return { take };
}

function beginSecond(bucket: Bucket, now: number): void {
  // Until a lease says when it really ends.
  bucket.until = now + 1000;
  bucket.left = 0;
  bucket.spent = false;
  bucket.credit = Math.max(0, bucket.slice - bucket.owed);
}

function wishOf(subject: string, bucket: Bucket): Wish {
  const units = bucket.owed + bucket.waiting + bucket.slice;
  bucket.waiting = 0;
  return { subject, quota: bucket.quota, units };
}

function settle(bucket: Bucket, wanted: number, { granted, milliseconds }: Lease, now: number): void {
  const paid = Math.min(granted, bucket.owed);
  bucket.asked = undefined;
  bucket.until = now + milliseconds;
  bucket.owed -= paid;
  bucket.left += granted - paid;
  bucket.spent = granted < wanted;
}

/** Who owes nothing, waits for nothing and has nothing that lasts is made again when it calls. */
function forgetIdle(buckets: Map<string, Bucket>, now: number): void {
  for (const [subject, { until, owed, asked }] of buckets) {
    if (now >= until && owed === 0 && asked === undefined) buckets.delete(subject);
  }
}
