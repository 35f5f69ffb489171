import { type RefusedUse, raiseRefusedUse, refusedUse } from "@/lib/domain/alerts/refused-call";
import type { Recorded } from "@/lib/domain/audit/record";
import { refusalSubject } from "@/lib/domain/audit/refusal-subject";
import type { Ctx } from "@/lib/domain/context";

/** More than these at once are not told apart from the first ones: what callers can make up must not fill the memory. */
const PENDING_MAX = 1000;
const EVERY_MS = 5000;

/** Refused uses of keys on their way to the alerts (P22). */
export interface RefusedUses {
  /** Called after a refusal was recorded; returns at once. */
  note(ctx: Ctx, call: string, error: unknown): void;
  drain(): Promise<void>;
}

/**
 * Collects refused uses and writes them beside the calls, every few seconds one alert per key and caller with how often:
 * a client that tries a thousand times a second costs a row's update. Each single refusal is in the audit; what a killed
 * process had not written yet is counted there and not here.
 */
export function refusedUses(
  ctx: Omit<Ctx, "actor" | "source" | "requestId">,
  onFailure: (error: unknown) => void,
): RefusedUses {
  const pending = new Map<string, { use: RefusedUse; times: number }>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const own: Ctx = {
    ...ctx,
    actor: { kind: "system", job: "refused-uses" },
    source: "AliyunServiceEvent",
    requestId: "",
  };

  async function write(): Promise<void> {
    timer = undefined;
    const uses = [...pending.values()];
    pending.clear();
    for (const { use, times } of uses) await raiseRefusedUse(own, use, times).catch(onFailure);
  }

  return {
    note: (caller, call, error) => {
      const use = refusedUse(caller, call, error, refusalSubject(error));
      if (!use) return;
      const name = nameOf(use.subject, use.caller);
      const known = pending.get(name);
      if (known) known.times += 1;
      else if (pending.size < PENDING_MAX) pending.set(name, { use, times: 1 });
      timer ??= setTimeout(() => {
        writing = writing.then(write);
      }, EVERY_MS).unref();
    },
    drain: async () => {
      clearTimeout(timer);
      writing = writing.then(write);
      await writing;
    },
  };
}

const nameOf = ({ arn }: Recorded, caller: string) => `${arn} ${caller}`;
