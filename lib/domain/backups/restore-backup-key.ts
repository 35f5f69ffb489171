import { z } from "zod";
import { operation } from "../operation";
import { restoreOne, restoreSchema } from "./restore-source";

/**
 * Restore Data of one key (BKP-90): the key with its id, versions, material, aliases, tags and policy as they were at
 * `at`, into an enabled software instance of the account, in any region (BKP-91, BKP-95, BKP-97). It is all there or not
 * at all; nothing that exists is changed (BKP-93). Each version answers its probe before the commit.
 * @throws DomainError BackupNotFound, BackupNotEnabled, OutOfQueryableRange, NoBackupData, BackupDamaged,
 * RestoreDestinationInvalid, RestoreSharedInstanceOnly, RestoreForeignOwner, RestoreShareTerminated, RestoreKeyExists,
 * RestorePendingDeletion, KeyQuotaExceeded, AccessQuotaExceeded
 */
export const restoreBackupKey = operation(
  "RestoreBackupKey",
  { touches: "secrets", schema: restoreSchema.extend({ keyId: z.string().min(1) }) },
  async (ctx, input) => ({
    keyId: input.keyId,
    ...(await restoreOne(ctx, "RestoreBackupKey", input, { kind: "key", id: input.keyId })),
  }),
);
