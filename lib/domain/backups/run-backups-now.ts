import { z } from "zod";
import type { BackupModel, BackupReportModel } from "@/lib/generated/prisma/models";
import { assertOperator } from "../accounts/acting-person";
import { recordOutcome } from "../audit/record";
import type { Ctx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { operation } from "../operation";
import { USUAL_WAIT_MS } from "./backup-lock";
import { drillBackup } from "./drill";
import { backupSubject } from "./load-backup";
import { type BackupReportView, reportView } from "./report-view";
import { type RunOutcome, runBackup } from "./run-backup";
import { reportVerification } from "./verification-report";

// For the operator's command line: what the worker does by the clock, now. Each account hears of it in its own trail, with
// what came of it (P27); runs by the clock are rows of the backup instead.

const schema = z.object({ backupId: z.string().optional() });

type Outcome = { backupId: string } & (RunOutcome | { outcome: "failed"; code: ErrorCode });

/** Runs one enabled backup, or all of the deployment, and says what came of each; one that fails holds up no other. */
export const runBackups = operation(
  "RunBackups",
  { touches: "secrets", schema },
  async (ctx, input): Promise<Outcome[]> => {
    assertOperator(ctx, "kms:RunBackups");
    const backups = await enabledBackups(ctx, input.backupId, { sourceReleasedAt: null });
    return perAccount(ctx, "RunBackups", backups, {
      work: async ({ pk, backupId }): Promise<Outcome> => ({
        backupId,
        ...(await runBackup(ctx, pk, { waitMs: USUAL_WAIT_MS }).catch(failed)),
      }),
      told: (outcome) => outcome.outcome,
      failure: (outcome) => (outcome.outcome === "failed" ? outcome.code : null),
    });
  },
);

function failed(error: unknown): { outcome: "failed"; code: ErrorCode } {
  if (!(error instanceof DomainError)) throw error;
  return { outcome: "failed", code: error.code };
}

/** Re-reads and re-hashes what one enabled backup, or each of the deployment, holds. */
export const verifyBackups = operation("VerifyBackups", { touches: "secrets", schema }, async (ctx, input) => {
  assertOperator(ctx, "kms:RunBackups");
  return perAccount(ctx, "VerifyBackups", await enabledBackups(ctx, input.backupId, {}), {
    work: (backup) => reported(backup, reportVerification(ctx, backup, { trail: false })),
    told: (report) => (report.state === "Passed" ? "intact" : report.state === "Failed" ? "damaged" : "busy"),
    failure: failureOf,
  });
});

/** Restores one enabled backup, or each of the deployment, into a scratch instance, and compares. */
export const drillBackups = operation(
  "DrillBackups",
  { touches: "secrets", schema: schema.extend({ at: z.coerce.date().optional() }) },
  async (ctx, input) => {
    assertOperator(ctx, "kms:RunBackups");
    return perAccount(ctx, "DrillBackups", await enabledBackups(ctx, input.backupId, {}), {
      work: (backup) => reported(backup, drillBackup(ctx, backup, { trail: false, at: input.at })),
      told: (report) => (report.state === "Passed" ? "passed" : report.state === "Failed" ? "failed" : "busy"),
      failure: failureOf,
    });
  },
);

type Told = BackupReportView | { backupId: string; state: "Busy"; errorCode: "BackupBusy"; problems: [] };

/** The report of it; somebody else may be making one already. */
async function reported({ backupId }: BackupModel, made: Promise<BackupReportModel | null>): Promise<Told> {
  const report = await made;
  return report ? reportView(report, backupId) : { backupId, state: "Busy", errorCode: "BackupBusy", problems: [] };
}

const failureOf = ({ state }: Told): ErrorCode | null =>
  state === "Passed" ? null : state === "Failed" ? "BackupDamaged" : "BackupBusy";

async function enabledBackups(ctx: Ctx, backupId: string | undefined, more: { sourceReleasedAt?: null }) {
  const found = await ctx.db.backup.findMany({
    where: { state: "Enabled", bindingId: { not: null }, ...more, ...(backupId ? { backupId } : {}) },
    orderBy: [{ accountId: "asc" }, { createdAt: "asc" }],
  });
  if (backupId && found.length === 0) throw new DomainError("BackupNotFound");
  return found;
}

interface Work<T> {
  work(backup: BackupModel): Promise<T>;
  /** In a word, for the event. */
  told(result: T): string;
  failure(result: T): ErrorCode | null;
}

/** So many backups are named in an event; of more it tells the number, and those that failed first. */
const NAMED = 50;

/** An account's event is written when its backups are done, and where something unforeseen ends the work, for those before. */
async function perAccount<T>(ctx: Ctx, event: string, backups: readonly BackupModel[], work: Work<T>): Promise<T[]> {
  const results: T[] = [];
  for (const accountId of new Set(backups.map((backup) => backup.accountId))) {
    const own = backups.filter((backup) => backup.accountId === accountId);
    const done: { backupId: string; told: string; code: ErrorCode | null }[] = [];
    let unforeseen: string | null = null;
    try {
      for (const backup of own) {
        const result = await work.work(backup);
        done.push({ backupId: backup.backupId, told: work.told(result), code: work.failure(result) });
        results.push(result);
      }
    } catch (error) {
      unforeseen = error instanceof DomainError ? error.code : "InternalFailure";
      throw error;
    } finally {
      const outcome = unforeseen ?? done.find(({ code }) => code)?.code ?? "Success";
      const named = [...done].sort((left, right) => Number(left.code === null) - Number(right.code === null));
      const outcomes = Object.fromEntries(named.slice(0, NAMED).map(({ backupId, told }) => [backupId, told]));
      await recordOutcome(ctx, event, subjectOf(own), outcome, { backups: own.length, outcomes });
    }
  }
  return results;
}

/** One backup by its ARN; more of an account by all of its backups. */
function subjectOf(own: readonly BackupModel[]) {
  const [first, ...others] = own;
  if (!first) throw new Error("an account without backups has nothing to be told");
  if (others.length === 0) return backupSubject(first);
  return { accountId: first.accountId, region: "", arn: `acs:kms:*:${first.accountId}:backup/*` };
}
