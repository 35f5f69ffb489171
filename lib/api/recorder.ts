import type { BatchEntry, Written } from "@/lib/db/recorder.sql";
import { DomainError } from "@/lib/domain/errors";

/**
 * Collects what calls want recorded while the last batch commits (decisions 8): one batch in flight, at most 512 entries
 * in it. A call that changes nothing is answered only after its entry was written; where the batch failed, its result is
 * dropped.
 */
export interface GroupRecorder {
  /** Rejects with ServiceUnavailable when it could not be written. */
  submit(entry: BatchEntry): Promise<Written>;
  /** Resolves once everything submitted so far is settled. */
  drain(): Promise<void>;
}

export type WriteBatch = (entries: readonly BatchEntry[]) => Promise<Written[]>;

interface Waiting {
  entry: BatchEntry;
  nonceName: string | undefined;
  settle(written: Written): void;
  fail(error: unknown): void;
}

const BATCH_LIMIT = 512;
/** A batch that took very long, or failed for want of an answer, is no measure. */
const COMPANY_MAX_MILLISECONDS = 20;
/** More than this waiting means that the database does not keep up: say so at once instead of letting callers hang. */
const WAITING_LIMIT = 16 * BATCH_LIMIT;

export function groupRecorder(write: WriteBatch, onFailure: (error: unknown) => void): GroupRecorder {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  const company = companyFor();

  async function run(): Promise<void> {
    // Whatever arrives in this turn of the event loop goes into the first batch too.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      await company.gathered(waiting.length);
      const batch = takeBatch();
      const begunAt = performance.now();
      await commit(batch, write, onFailure);
      company.ended(batch.length + waiting.length, performance.now() - begunAt);
    }
    running = undefined;
  }

  /** The longest-waiting entries; of two with one nonce the second stays for the next batch, which refuses it. */
  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const nonces = new Set<string>();
    for (const one of waiting) {
      const nonce = one.nonceName;
      const fits = batch.length < BATCH_LIMIT && !(nonce !== undefined && nonces.has(nonce));
      (fits ? batch : left).push(one);
      if (fits && nonce !== undefined) nonces.add(nonce);
    }
    waiting = left;
    return batch;
  }

  return {
    submit(entry) {
      if (waiting.length >= WAITING_LIMIT) return Promise.reject(new DomainError("ServiceUnavailable"));
      return new Promise((settle, fail) => {
        waiting.push({ entry, nonceName: nonceName(entry), settle, fail });
        company.arrived(waiting.length);
        running ??= run();
      });
    },
    drain: async () => {
      await running;
    },
  };
}

/**
 * When a batch begins. Callers who were just answered mostly call again at once; a batch that left without them would
 * make them wait for two commits instead of one. So the next begins when as many wait as took part in the last or waited
 * for it, or when half the time that the last took has gone by since it ended: at once, where calls come one by one.
 */
function companyFor() {
  let expected = 0;
  let until = 0;
  let begin: (() => void) | undefined;
  return {
    /** Resolves when the next batch may begin. */
    gathered: (waiting: number): Promise<void> | undefined => {
      const left = until - performance.now();
      if (waiting >= expected || left <= 0) return undefined;
      return new Promise((resolve) => {
        begin = () => {
          clearTimeout(timer);
          begin = undefined;
          resolve();
        };
        const timer = setTimeout(begin, left);
      });
    },
    arrived: (waiting: number) => {
      if (waiting >= expected) begin?.();
    },
    ended: (took: number, milliseconds: number) => {
      expected = Math.min(took, BATCH_LIMIT);
      until = performance.now() + Math.min(milliseconds / 2, COMPANY_MAX_MILLISECONDS);
    },
  };
}

async function commit(
  batch: readonly Waiting[],
  write: WriteBatch,
  onFailure: (error: unknown) => void,
): Promise<void> {
  try {
    const written = await write(batch.map(({ entry }) => entry));
    batch.forEach(({ settle, fail }, at) => {
      const outcome = written[at];
      if (outcome) settle(outcome);
      else fail(new DomainError("ServiceUnavailable"));
    });
  } catch (error) {
    if (batch.length > 1 && isDataError(error)) {
      // One entry that the database will not store must not take the others with it.
      for (const one of batch) await commit([one], write, onFailure);
      return;
    }
    onFailure(error);
    for (const { fail } of batch) fail(new DomainError("ServiceUnavailable", {}, { cause: error }));
  }
}

function nonceName({ nonce }: BatchEntry): string | undefined {
  return nonce && `${nonce.signedAt.getTime()} ${nonce.digest16.toString("hex")}`;
}

/** SQLSTATE classes 22 and 23: a value that does not fit, not a database that does not answer. */
function isDataError(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^2[23]/.test(code);
}
