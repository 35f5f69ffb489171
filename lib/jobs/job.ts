import type { Ctx } from "@/lib/domain/context";
import type { DueJob } from "@/lib/domain/jobs/enqueue-job";
import type { ClaimedJob } from "@/lib/domain/jobs/lease";

/**
 * Work that must happen once for a row: a job row, held under a lease, tried again until it is done (decisions 13).
 * What is due is derived from the domain's rows, so that nothing missed needs backfilling.
 */
export interface JobDefinition {
  kind: string;
  /** How many this process does at once. */
  slots: number;
  /** Then it is Failed, and people have to look. Infinity: it waits for what it needs. */
  maxAttempts: number;
  /** Longest wait between attempts; 15 minutes unless said. */
  longestBackoffMs?: number;
  due(ctx: Ctx): Promise<Omit<DueJob, "kind">[]>;
  /** Resolves when it is done; "settled" when it has ended the job itself, in a transaction of its own. */
  run(ctx: Ctx, job: ClaimedJob): Promise<undefined | "settled">;
}

/**
 * Upkeep that every worker does again and again: short, safe to run twice and at once, with nothing to remember. It has
 * no job row: a row per second would say nothing.
 */
export interface Duty {
  name: string;
  everyMs: number;
  run(ctx: Ctx): Promise<void>;
}
