import type { BackupModel, BackupReportModel } from "@/lib/generated/prisma/models";
import type { Ctx } from "../context";
import { requireBound } from "./binding-store";
import { conductReport } from "./report";
import type { ReportProblem } from "./report-view";
import { type Verification, type VerifyProblem, verifyBackup } from "./verify-backup";

/**
 * Verifies a backup and files the report of it; null where somebody else is at it.
 * @throws DomainError BackupNotEnabled, BackupStoreUnavailable, after the report says that it could not be done
 */
export async function reportVerification(
  ctx: Ctx,
  backup: BackupModel,
  options: { trail: boolean },
): Promise<BackupReportModel | null> {
  requireBound(backup);
  return conductReport(ctx, backup, { kind: "Verification", ...options }, async (report) =>
    findingsOf(await verifyBackup(ctx, backup.pk, report)),
  );
}

function findingsOf({ runs, objects, bytes, problems }: Verification) {
  return { counts: { runs, objects, bytes }, problems: problems.flatMap(problemsOf) };
}

/** The object, and after it each record that is lost with it. */
function problemsOf({ object, problem, records }: VerifyProblem): ReportProblem[] {
  const lost = records.map(({ kind, accountId, resourceId: id, versionId }): ReportProblem => {
    const common = { problem: "lost", object, kind: kind.startsWith("key") ? "key" : "secret", id, accountId } as const;
    return versionId === "" ? common : { ...common, versionId };
  });
  return [{ problem, object }, ...lost];
}
