import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { restoreSubject, restoreToChange } from "./load-restore";

/**
 * Asks the worker to stop after what it is at: what is done stays done, and it can go on later.
 * @throws DomainError RestoreNotFound, RestoreNotRunnable
 */
export const stopRestore = operation(
  "StopRestore",
  { touches: "secrets", schema: z.object({ region: z.string(), restoreId: z.string() }) },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const restore = await restoreToChange(tx, input);
      const { pk, restoreId } = restore;
      if (restore.state !== "Running") throw new DomainError("RestoreNotRunnable");
      if (restore.stopAsked) return { restoreId };
      const asked = await tx.db.restore.updateMany({ where: { pk, state: "Running" }, data: { stopAsked: true } });
      assertChanged(asked);
      await record(tx, "StopRestore", restoreSubject(restore), { phase: "begun", restoreId });
      return { restoreId };
    }),
);
