import { operation } from "../operation";
import { destroyByHand, destroySchema } from "./destroy-backup";

/**
 * Delete of an upload (BKP-15): its data goes, and with it its row. Whoever asks names it, as for a reset (BKP-114).
 * @throws DomainError BackupNotFound, UnsupportedBackupType, InvalidParameter, BackupStoreUnavailable
 */
export const deleteBackup = operation(
  "DeleteBackup",
  { touches: "secrets", schema: destroySchema, stepUp: true },
  (ctx, input) => destroyByHand(ctx, "DeleteBackup", "delete", input),
);
