import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { enqueueJob } from "../jobs/enqueue-job";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { assertProtects, RELEASE_JOB } from "./instance-state";
import { type Instance, loadInstance } from "./load-instance";
import { releaseProgress } from "./release-progress";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** ForceDeleteWithoutBackup: release although the last state is in no backup (INS-65). */
  force: z.boolean().default(false),
});

/**
 * Release (INS-65): from the commit on nothing in the instance can be changed, and the worker takes a last backup,
 * verifies it and destroys all keys and secrets (INS-64, BKP-36). If that backup fails, the instance comes back and its
 * details say why (BKP-169), unless forced. Pay-as-you-go only; refused under deletion protection (INS-49), and without
 * any enabled backup unless forced.
 */
export const releaseInstance = operation(
  "ReleaseInstance",
  { touches: "secrets", schema, stepUp: true },
  (ctx, input): Promise<{ instanceId: string; saleStatus: "Releasing" }> =>
    transaction(ctx, async (tx) => {
      const unread = await loadInstance(tx, input.region, input.instanceId);
      const instance = authorize(tx, "kms:ReleaseInstance", unread);
      assertProtects(instance, tx.now());
      if (instance.chargeType !== "POSTPAY") throw new DomainError("ReleaseNotPossible");
      if (instance.deletionProtection) throw new DomainError("InstanceDeletionProtected");
      if (!input.force) await assertHasBackup(tx, instance);

      await changeInstance(tx, instance, { saleStatus: "Releasing", releaseRequestedAt: tx.now() });
      const enqueued = await enqueueJob(tx, {
        kind: RELEASE_JOB,
        subjectPk: instance.pk,
        dueAt: tx.now(),
        progress: releaseProgress({ byHand: true, force: input.force }),
      });
      // A releasing instance without a job would never end; one that is still open is about to.
      if (!enqueued) throw new DomainError("ServiceUnavailable");
      await record(tx, "ReleaseInstance", recordedInstance(instance), { force: input.force });
      return { instanceId: instance.instanceId, saleStatus: "Releasing" };
    }),
);

/** One that was never enabled has never held anything. */
async function assertHasBackup(tx: Tx, instance: Instance): Promise<void> {
  if (instance.enabledAt === null) return;
  const enabled = await tx.db.backup.count({ where: { instancePk: instance.pk, state: "Enabled" } });
  if (enabled === 0) throw new DomainError("BackupRequired");
}
