import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { assertBackupAllows, backupSubject, loadBackup } from "./load-backup";
import { type RunOutcome, runBackup } from "./run-backup";
import { type Verification, verifyBackup } from "./verify-backup";

// What `kms backup run` and `kms backup verify` ask for, of one backup of the account they act for.

const schema = z.object({ region: z.string().optional(), backupId: z.string() });

/** A run out of turn; waits for one that is under way. */
export const runBackupNow = operation(
  "RunBackup",
  { touches: "secrets", schema },
  async (ctx, input): Promise<RunOutcome> => {
    const backup = await permitted(ctx, "kms:RunBackup", input);
    return runBackup(ctx, backup.pk, { wait: true });
  },
);

/** Re-reads and re-hashes a backup now. */
export const verifyBackupNow = operation(
  "VerifyBackup",
  { touches: "secrets", schema },
  async (ctx, input): Promise<Verification> => {
    const backup = await permitted(ctx, "kms:VerifyBackup", input);
    const found = await verifyBackup(ctx, backup.pk);
    const { runs, objects, problems } = found;
    const detail = { runs, objects, problems: problems.length };
    await transaction(ctx, (tx) => record(tx, "VerifyBackup", backupSubject(backup), detail));
    return found;
  },
);

async function permitted(ctx: Ctx, action: string, input: z.infer<typeof schema>) {
  const backup = authorize(ctx, action, await loadBackup(ctx, input));
  assertBackupAllows("details", backup);
  return backup;
}
