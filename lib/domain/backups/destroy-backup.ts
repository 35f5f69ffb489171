import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { assertChanged, transaction } from "../transaction";
import { destroyBinding } from "./destroy-binding";
import { assertBackupAllows, backupSubject, loadBackup } from "./load-backup";

// Reset and Delete: the same, but for what remains of the row.

export const destroySchema = z.object({
  region: z.string(),
  backupId: z.string(),
  /** The backup's alias or ID, typed by whoever asks (BKP-114). */
  confirm: z.string(),
});

/** From the commit on it holds nothing for anybody; the rest is done here, by the worker, or by asking again. */
export async function destroyByHand(
  ctx: Ctx,
  event: "ResetBackup" | "DeleteBackup",
  action: "reset" | "delete",
  input: z.infer<typeof destroySchema>,
): Promise<{ backupId: string }> {
  const backup = await transaction(ctx, async (tx) => {
    const found = authorize(tx, `kms:${event}`, await loadBackup(tx, input));
    assertBackupAllows(action, found);
    const { pk, bindingId, sourceInstanceId, backupId, alias } = found;
    if (input.confirm !== backupId && input.confirm !== alias) {
      throw new DomainError("InvalidParameter", { name: "confirm" });
    }
    if (found.state === "Resetting") return found;
    // By its binding, not its revision: a run that ends meanwhile changes nothing about what is asked.
    const where = { pk, bindingId, state: "Enabled" } as const;
    const leaving = action === "delete";
    assertChanged(await tx.db.backup.updateMany({ where, data: { state: "Resetting", leaving } }));
    await record(tx, event, backupSubject(found), { phase: "begun", bindingId, instanceId: sourceInstanceId });
    return found;
  });
  if (backup.bindingId) await destroyBinding(ctx, { ...backup, bindingId: backup.bindingId });
  return { backupId: backup.backupId };
}
