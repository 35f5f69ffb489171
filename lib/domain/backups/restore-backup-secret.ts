import { z } from "zod";
import { operation } from "../operation";
import { restoreOne, restoreSchema } from "./restore-source";

/**
 * Restore Data of one secret (BKP-90): with all its versions and their stages, tags and policy as they were at `at`
 * (BKP-104), into an instance that holds its encryption key (BKP-94). Sealed bytes move as they are; each value is opened
 * once before the commit, so that what was restored reads. All there or not at all; nothing that exists is changed.
 * @throws DomainError as restoreBackupKey, and RestoreSecretExists, RestoreEncryptionKeyMissing, SecretQuotaExceeded
 */
export const restoreBackupSecret = operation(
  "RestoreBackupSecret",
  { touches: "secrets", schema: restoreSchema.extend({ name: z.string().min(1) }) },
  async (ctx, input) => ({
    name: input.name,
    ...(await restoreOne(ctx, "RestoreBackupSecret", input, { kind: "secret", id: input.name })),
  }),
);
