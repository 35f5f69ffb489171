import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { backoffMs } from "@/lib/domain/jobs/backoff";
import { type ClaimedJob, LeaseLost, renewLease } from "@/lib/domain/jobs/lease";
import { settleJob } from "@/lib/domain/jobs/settle-job";
import { log } from "@/lib/log";
import type { JobDefinition } from "./job";
import { actorOfJob } from "./job-context";

/** A lease is 30 s (decisions 13). */
const RENEW_EVERY_MS = 10_000;

/** Does a claimed job and settles it. Never throws: what goes wrong is in its row and in the log. */
export async function runJob(worker: Ctx, definition: JobDefinition, job: ClaimedJob): Promise<void> {
  const ctx = actorOfJob(worker, definition.kind);
  const renewal = setInterval(() => void renew(ctx, job), RENEW_EVERY_MS);
  try {
    // One whose holders all died says nothing itself: it ends here instead of killing worker after worker.
    if (job.attempt > definition.maxAttempts) throw new DomainError("InternalFailure");
    const settled = await definition.run(ctx, job);
    if (settled !== "settled") await settleJob(ctx, job, { state: "Done" });
  } catch (error) {
    await settleFailure(ctx, definition, job, error);
  } finally {
    clearInterval(renewal);
  }
}

async function settleFailure(ctx: Ctx, definition: JobDefinition, job: ClaimedJob, error: unknown): Promise<void> {
  const about = { kind: job.kind, subjectPk: job.subjectPk, attempt: job.attempt };
  if (error instanceof LeaseLost) return log.warn("a job passed to another worker", about);
  const errorCode = error instanceof DomainError ? error.code : "InternalFailure";
  const isLast = job.attempt >= definition.maxAttempts;
  log[isLast || errorCode === "InternalFailure" ? "error" : "warn"](
    isLast ? "a job failed for good" : "a job failed and will be tried again",
    { ...about, errorCode, error },
  );
  const waitMs = Math.min(backoffMs(job.attempt), definition.longestBackoffMs ?? Number.POSITIVE_INFINITY);
  const dueAt = new Date(ctx.now().getTime() + waitMs);
  try {
    await settleJob(ctx, job, isLast ? { state: "Failed", errorCode } : { state: "Waiting", dueAt, errorCode });
  } catch (settling) {
    // Its lease ends, and whoever is alive then goes on.
    log.warn("a failed job could not be settled", { ...about, error: settling });
  }
}

async function renew(ctx: Ctx, job: ClaimedJob): Promise<void> {
  try {
    await renewLease(ctx, job);
  } catch (error) {
    // Not to renew is not to lose: the job's own transaction may hold the row, and every settling write tests the token.
    log.debug("a lease was not renewed", { kind: job.kind, subjectPk: job.subjectPk, error });
  }
}
