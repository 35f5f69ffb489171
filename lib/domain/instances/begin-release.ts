import { isBackedUpAtRelease } from "../backups/source-rules";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { enqueueJob } from "../jobs/enqueue-job";
import { assertHoldNothing } from "../sharing/access";
import { changeInstance } from "./change-instance";
import { NO_UPGRADE, upgradeAt } from "./image-state";
import { RELEASE_JOB } from "./instance-state";
import type { Instance } from "./load-instance";
import { releaseProgress } from "./release-progress";

/**
 * From the commit on nothing in the instance can be changed, and the worker goes on (finish-release.ts). Refused while
 * other accounts hold keys or secrets in it (SHR-20, ERR-33), and without any enabled backup unless forced (INS-65). An
 * upgrade of the image that was to come does not.
 */
export async function beginReleaseByHand(
  tx: Tx,
  instance: Instance,
  { force, refundOrderPk }: { force: boolean; refundOrderPk?: string },
): Promise<void> {
  // SHR-20, forced or not: what others hold in it can be restored nowhere else, and it is not the owner's to give up.
  await assertHoldNothing(tx, instance.pk);
  if (!force) await assertHasBackup(tx, instance);
  await changeInstance(tx, instance, {
    saleStatus: "Releasing",
    releaseRequestedAt: tx.now(),
    ...(upgradeAt(instance, tx.now())?.state === "Scheduled" && NO_UPGRADE),
  });
  const enqueued = await enqueueJob(tx, {
    kind: RELEASE_JOB,
    subjectPk: instance.pk,
    dueAt: tx.now(),
    progress: releaseProgress({ byHand: true, force, ...(refundOrderPk !== undefined && { refundOrderPk }) }),
  });
  // A releasing instance without a job would never end; one that is still open is about to.
  if (!enqueued) throw new DomainError("ServiceUnavailable");
}

/** One that was never enabled has never held anything; one that has none by itself may get its backup now (BKP-19). */
async function assertHasBackup(tx: Tx, instance: Instance): Promise<void> {
  if (instance.enabledAt === null || isBackedUpAtRelease(instance, tx.now())) return;
  const enabled = await tx.db.backup.count({ where: { instancePk: instance.pk, state: "Enabled" } });
  if (enabled === 0) throw new DomainError("BackupRequired");
}
