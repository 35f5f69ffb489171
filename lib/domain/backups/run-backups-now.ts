import { z } from "zod";
import { assertOperator } from "../accounts/acting-person";
import type { Ctx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { operation } from "../operation";
import { USUAL_WAIT_MS } from "./backup-lock";
import { type RunOutcome, runBackup } from "./run-backup";
import { type Verification, verifyBackup } from "./verify-backup";

// For the operator's command line: what the worker does by the clock, now.

const schema = z.object({ backupId: z.string().optional() });

type Outcome = { backupId: string } & (RunOutcome | { outcome: "failed"; code: ErrorCode });

/** Runs one enabled backup, or all of the deployment, and says what came of each; one that fails holds up no other. */
export const runBackups = operation(
  "RunBackups",
  { touches: "secrets", schema },
  async (ctx, input): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const { pk, backupId } of await enabledBackups(ctx, input.backupId, { sourceReleasedAt: null })) {
      outcomes.push({ backupId, ...(await runBackup(ctx, pk, { waitMs: USUAL_WAIT_MS }).catch(failed)) });
    }
    return outcomes;
  },
);

function failed(error: unknown): { outcome: "failed"; code: ErrorCode } {
  if (!(error instanceof DomainError)) throw error;
  return { outcome: "failed", code: error.code };
}

/** Re-reads and re-hashes what one enabled backup, or each of the deployment, holds. */
export const verifyBackups = operation("VerifyBackups", { touches: "secrets", schema }, async (ctx, input) => {
  const outcomes: ({ backupId: string } & Verification)[] = [];
  for (const { pk, backupId } of await enabledBackups(ctx, input.backupId, {})) {
    outcomes.push({ backupId, ...(await verifyBackup(ctx, pk)) });
  }
  return outcomes;
});

async function enabledBackups(ctx: Ctx, backupId: string | undefined, more: { sourceReleasedAt?: null }) {
  assertOperator(ctx, "kms:RunBackups");
  const found = await ctx.db.backup.findMany({
    where: { state: "Enabled", bindingId: { not: null }, ...more, ...(backupId ? { backupId } : {}) },
    orderBy: { createdAt: "asc" },
    select: { pk: true, backupId: true },
  });
  if (backupId && found.length === 0) throw new DomainError("BackupNotFound");
  return found;
}
