import { operation } from "../operation";
import { destroyByHand, destroySchema } from "./destroy-backup";

/**
 * Reset (BKP-112, invariant 7): destroys all that a Default or Paid backup holds and makes it Disabled again; days and
 * expiry stay. Whoever asks names it (BKP-114). Other backups of the same instance keep theirs.
 * @throws DomainError BackupNotFound, BackupNotResettable, BackupNotEnabled, BackupExpired, InvalidParameter,
 * BackupStoreUnavailable
 */
export const resetBackup = operation(
  "ResetBackup",
  { touches: "secrets", schema: destroySchema, stepUp: true },
  (ctx, input) => destroyByHand(ctx, "ResetBackup", "reset", input),
);
