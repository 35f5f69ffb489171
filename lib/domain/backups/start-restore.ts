import { z } from "zod";
import { record } from "../audit/record";
import { businessDayOf } from "../calendar";
import { DomainError } from "../errors";
import { enqueueJob } from "../jobs/enqueue-job";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { begunByCaller } from "./acting-for";
import { requireBound } from "./binding-store";
import { assertDayVisible } from "./list-backup-items";
import { assertBackupAllows, backupSubject, standingBackup } from "./load-backup";
import { restoreToChange } from "./load-restore";
import { restoreActions } from "./restore-state";
import { seenRootKey } from "./root-key-seen";

/** What the worker takes up. */
export const RESTORE_JOB = "restore";

/**
 * Begins a plan, or goes on with one that was stopped or could not go on: what is done stays done. The worker does it, as
 * long as whoever began it may.
 * @throws DomainError RestoreNotFound, RestoreNotRunnable, RestoreNothingToDo, BackupNotEnabled, BackupExpired,
 * OutOfQueryableRange, OutOfExtendableRange
 */
export const startRestore = operation(
  "StartRestore",
  { touches: "secrets", schema: z.object({ region: z.string(), restoreId: z.string() }) },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const { backup: row, ...restore } = await restoreToChange(tx, input);
      const backup = row && standingBackup(tx, row);
      const { pk, revision, restoreId, state, stopAsked } = restore;
      if (backup?.bindingId !== restore.bindingId) throw new DomainError("BackupNotEnabled");
      assertBackupAllows("restore", backup);
      // BKP-44, BKP-149: the plan may be older than the range is long.
      assertDayVisible(ctx, backup, businessDayOf(restore.at, ctx.deployment.timeZone));
      const rootKey = await seenRootKey(ctx, requireBound(backup));
      const toDo = await tx.db.restoreItem.count({ where: { restorePk: pk, state: "Planned" } });
      const actions = restoreActions({ state, stopAsked, opens: rootKey.opens, toDo });
      if (!actions.includes("start") && !actions.includes("resume"))
        throw new DomainError(toDo === 0 && state !== "Done" ? "RestoreNothingToDo" : "RestoreNotRunnable");
      const startedBy = begunByCaller(tx, restore.accountId) as object;
      const running = { state: "Running", stopAsked: false, errorCode: null, endedAt: null, rootKey } as const;
      assertChanged(
        await tx.db.restore.updateMany({
          where: { pk, revision },
          data: { ...running, startedAt: tx.now(), startedBy },
        }),
      );
      await enqueueJob(tx, { kind: RESTORE_JOB, subjectPk: pk, dueAt: tx.now() });
      await record(tx, "StartRestore", backupSubject(backup), { phase: "begun", restoreId, items: toDo });
      return { restoreId };
    }),
);
