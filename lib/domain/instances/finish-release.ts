import { setTimeout as pause } from "node:timers/promises";
import { runningTransactions } from "@/lib/db/jobs.sql";
import { log } from "@/lib/log";
import { raiseHeldBack } from "../alerts/release-alerts";
import { record } from "../audit/record";
import { takeFinalBackups } from "../backups/final-backup";
import { cancelRefund } from "../billing/refund";
import type { Ctx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { assertLease, type ClaimedJob, type Lease } from "../jobs/lease";
import { saveProgress, settleJob } from "../jobs/settle-job";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { destroyInstance } from "./destroy-instance";
import { heldByOthers } from "./instance-sharing";
import { asInstance, type Instance } from "./load-instance";
import { releaseDueAt } from "./release-date";
import { parseReleaseProgress, type ReleaseProgress, releaseProgress } from "./release-progress";

/** What a last backup may fail with, so that a release by hand is refused after all (BKP-169). */
const BACKUP_REFUSALS: readonly ErrorCode[] = ["BackupRequired", "BackupStoreUnavailable", "BackupDamaged"];

/**
 * The job behind every release (decisions 10, BKP-36): nothing changes any more → a last, verified run of each enabled
 * backup → everything is destroyed at once. Each step leaves the row in a state from which the next attempt goes on:
 * killed anywhere before the last one, nothing is lost; killed after it, there is nothing left to do. By hand it ends where
 * other accounts hold anything in it (SHR-20); one that is due goes on, after their owners were warned (AUD-19).
 * "refused" has settled the job.
 * @throws DomainError why a due release has to wait
 */
export async function finishRelease(ctx: Ctx, job: ClaimedJob): Promise<"released" | "refused" | "not due"> {
  const asked = parseReleaseProgress(job.progress);
  const instance = await beginRelease(ctx, job, asked);
  if (instance === "released" || instance === "not due") return instance;
  await earlierTransactionsEnd(ctx);
  // What another account was still making when the release began is there by now (SHR-20); forced or not, as when it was asked.
  if (asked.byHand && (await heldByOthers(ctx, instance.pk)))
    return putBack(ctx, instance, job, asked, "ResourceInUse");
  try {
    // One that was never enabled has never held anything.
    if (instance.enabledAt !== null) await takeFinalBackups(ctx, instance.pk);
  } catch (error) {
    if (!(error instanceof DomainError) || !BACKUP_REFUSALS.includes(error.code)) throw error;
    if (!asked.force && asked.byHand) return putBack(ctx, instance, job, asked, error.code);
    if (!asked.force) {
      await holdBack(ctx, instance, job, asked, error.code);
      throw error;
    }
    log.warn("released without a last backup, as asked", { instanceId: instance.instanceId, reason: error.code });
  }
  await destroyInstance(ctx, instance.pk, job, asked.refundOrderPk);
  return "released";
}

/** Commits Releasing for a due one; by hand the operation has done that. Judges again what was due when it was enqueued. */
async function beginRelease(ctx: Ctx, job: ClaimedJob, asked: ReleaseProgress) {
  return transaction(ctx, async (tx) => {
    await assertLease(tx, job);
    const instance = asInstance(await tx.db.instance.findUniqueOrThrow({ where: { pk: job.subjectPk } }));
    if (instance.saleStatus === "Released") return "released" as const;
    if (instance.saleStatus === "Releasing") return instance;
    const dueAt = instance.endsAt && releaseDueAt(instance.endsAt, tx.deployment.timeZone);
    if (asked.byHand || !dueAt || dueAt > tx.now()) return "not due" as const;
    const releasing = await changeInstance(tx, instance, { saleStatus: "Releasing", releaseRequestedAt: tx.now() });
    await record(tx, "ReleaseInstance", recordedInstance(instance), { due: true });
    return releasing;
  });
}

const BARRIER_MS = 45_000;
const POLL_MS = 50;

/**
 * Waits until every transaction is over that may have judged the instance before it was Releasing: what such a one still
 * commits must be in the last backup. Later ones see Releasing and refuse.
 */
async function earlierTransactionsEnd(ctx: Ctx): Promise<void> {
  const earlier = new Set(await runningTransactions(ctx.db));
  for (let waited = 0; earlier.size > 0; waited += POLL_MS) {
    if (waited >= BARRIER_MS) throw new DomainError("ServiceUnavailable");
    await pause(POLL_MS);
    const running = new Set(await runningTransactions(ctx.db));
    for (const id of earlier) if (!running.has(id)) earlier.delete(id);
  }
}

/**
 * BKP-169, SHR-20: refused after all; the instance is as before, and the job's row keeps why. In one transaction, so that the next
 * release finds no open job in its way.
 */
async function putBack(
  ctx: Ctx,
  instance: Instance,
  lease: Lease,
  { refundOrderPk }: ReleaseProgress,
  why: ErrorCode,
): Promise<"refused"> {
  return transaction(ctx, async (tx) => {
    await assertLease(tx, lease);
    await changeInstance(tx, instance, { saleStatus: "Normal", releaseRequestedAt: null });
    if (refundOrderPk !== undefined) await cancelRefund(tx, refundOrderPk);
    await settleJob(tx, lease, { state: "Failed", errorCode: why });
    await record(tx, "RefuseInstanceRelease", recordedInstance(instance), { reason: why });
    await raiseHeldBack(tx, recordedInstance(instance), instance.instanceId, why);
    return "refused" as const;
  });
}

/** BKP-36, AUD-19: a due release waits for its last backup and says so, once. */
async function holdBack(
  ctx: Ctx,
  instance: Instance,
  lease: Lease,
  asked: ReleaseProgress,
  why: ErrorCode,
): Promise<void> {
  log.error("a due release is held back by its last backup", { instanceId: instance.instanceId, reason: why });
  if (asked.heldBack) return;
  await transaction(ctx, async (tx) => {
    await assertLease(tx, lease);
    await saveProgress(tx, lease, releaseProgress({ ...asked, heldBack: true }));
    await record(tx, "HoldInstanceRelease", recordedInstance(instance), { reason: why });
    await raiseHeldBack(tx, recordedInstance(instance), instance.instanceId, why);
  });
}
