import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { restoreSubject, restoreToChange } from "./load-restore";

/**
 * Lets go of a plan; of one that was begun, what is still to be done: its report stays.
 * @throws DomainError RestoreNotFound, RestoreNotRunnable
 */
export const discardRestore = operation(
  "DiscardRestore",
  { touches: "secrets", schema: z.object({ region: z.string(), restoreId: z.string() }) },
  async (ctx, input) =>
    transaction(
      ctx,
      async (tx) => {
        const restore = await restoreToChange(tx, input);
        const { pk, revision, restoreId, state } = restore;
        if (state === "Running" || state === "Done") throw new DomainError("RestoreNotRunnable");
        if (state === "Planned") assertChanged(await tx.db.restore.deleteMany({ where: { pk, revision } }));
        else {
          const done = { state: "Done", endedAt: tx.now() } as const;
          assertChanged(await tx.db.restore.updateMany({ where: { pk, revision }, data: done }));
          await tx.db.restoreItem.updateMany({
            where: { restorePk: pk, state: "Planned" },
            data: { state: "Skipped" },
          });
        }
        await record(tx, "DiscardRestore", restoreSubject(restore), { restoreId });
        return { restoreId };
      },
      { timeoutMs: 60_000 },
    ),
);
