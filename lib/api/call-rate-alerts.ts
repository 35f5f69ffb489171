import { raiseCallRate } from "@/lib/domain/alerts/call-rate-alert";
import type { RateOwner } from "@/lib/domain/call-rates";
import type { Ctx } from "@/lib/domain/context";

/** At most so often is told of one subject. */
const AGAIN_MS = 5 * 60_000;
const CHECK_MS = 5000;
/** More subjects than this are not told apart at once: what callers can make up must not fill the memory. */
const SUBJECTS_MAX = 1000;

interface Noted {
  about: RateOwner;
  percent: number;
  refused: number;
}

/** Calls near or beyond their limits, on their way to the alerts (AUD-10). */
export interface CallRateAlerts {
  note(use: Noted & { subject: string }): void;
  drain(): Promise<void>;
}

/** Adds up what is noted; one telling per subject in five minutes, however many calls there were. */
export function callRateAlerts(
  ctx: Omit<Ctx, "actor" | "source" | "requestId">,
  steadyNow: () => number,
  onFailure: (error: unknown) => void,
): CallRateAlerts {
  const noted = new Map<string, Noted>();
  const toldAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<void> = Promise.resolve();
  const own: Ctx = {
    ...ctx,
    actor: { kind: "system", job: "call-rates" },
    source: "AliyunServiceEvent",
    requestId: "",
  };

  async function tell({ all }: { all: boolean }): Promise<void> {
    timer = undefined;
    const now = steadyNow();
    for (const [subject, at] of toldAt) if (now - at >= AGAIN_MS) toldAt.delete(subject);
    for (const [subject, use] of noted) {
      if (toldAt.has(subject) && !all) continue;
      noted.delete(subject);
      toldAt.set(subject, now);
      await raiseCallRate(own, use).catch(onFailure);
    }
    if (noted.size > 0) wait();
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      telling = telling.then(() => tell({ all: false }));
    }, CHECK_MS).unref();
  }

  return {
    note: ({ subject, about, percent, refused }) => {
      const known = noted.get(subject);
      if (known) {
        known.percent = Math.max(known.percent, percent);
        known.refused += refused;
      } else if (noted.size < SUBJECTS_MAX) {
        noted.set(subject, { about, percent, refused });
      }
      wait();
    },
    // Counts that no telling has had yet are not lost with the process.
    drain: async () => {
      clearTimeout(timer);
      telling = telling.then(() => tell({ all: true }));
      await telling;
      clearTimeout(timer);
    },
  };
}
