import { failedDrills, failingBackups, lateBackups, unverifiedBackups } from "@/lib/db/alerts.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { hasLeft, leavesAt } from "../backups/backup-lifecycle-rules";
import { LATE_AFTER_MS } from "../backups/late-rules";
import { backupSubject } from "../backups/load-backup";
import type { Ctx, Tx } from "../context";
import { transaction } from "../transaction";
import { expiryStage } from "./condition-rules";
import { commonOf } from "./expiry-conditions";
import type { Condition } from "./judge-conditions";
import { raiseAlert } from "./raise-alert";

const DAY_MS = 24 * 3600_000;
const WEEK_MS = 7 * DAY_MS;
/** Each week is a verification due, which may take a while. */
const UNVERIFIED_AFTER_MS = WEEK_MS + DAY_MS;

/**
 * AUD-19, P7: backups whose last run failed, that were not run in time, in which damage was found, whose last drill did not
 * pass, that were not verified, and that end soon or have ended.
 */
export async function backupConditions(tx: Tx): Promise<Condition[]> {
  const failing = new Map((await failingBackups(tx.db)).map((failed) => [failed.backupPk, failed]));
  const late = new Map((await lateNow(tx)).map((one) => [one.backupPk, one]));
  const drilled = new Map((await failedDrills(tx.db)).map((one) => [one.backupPk, one]));
  const before = new Date(tx.now().getTime() - UNVERIFIED_AFTER_MS);
  const unverified = new Map((await unverifiedBackups(tx.db, { before })).map((one) => [one.backupPk, one]));
  const pks = [...failing.keys(), ...late.keys(), ...drilled.keys(), ...unverified.keys()];
  const horizon = new Date(tx.now().getTime() + WEEK_MS);
  const backups = await tx.db.backup.findMany({
    where: {
      OR: [{ pk: { in: pks } }, { verifyError: { not: null } }, { expiresAt: { lte: horizon } }],
    },
  });
  return backups.flatMap((backup) => {
    const failed = failing.get(backup.pk);
    const waits = late.get(backup.pk);
    const drill = drilled.get(backup.pk);
    const unknown = unverified.get(backup.pk);
    return [
      ...(failed ? [runFailed(backup, failed)] : []),
      ...(waits ? [runLate(backup, waits.since)] : []),
      ...(drill ? [drillFailed(backup, drill)] : []),
      ...(unknown ? [notVerified(backup, unknown)] : []),
      ...(backup.verifyError !== null && backup.state === "Enabled" ? [damaged(backup, backup.verifyError)] : []),
      ...ending(tx, backup),
    ];
  });
}

/**
 * Told before a run that comes too late, so that a worker which was away tells of its absence even when it is made good at
 * once (P7). A run after a renewal is not late.
 */
export async function raiseIfLate(ctx: Ctx, backupPk: string): Promise<void> {
  const [waits] = await lateNow(ctx, backupPk);
  if (!waits) return;
  await transaction(ctx, async (tx) => {
    const backup = await tx.db.backup.findUnique({ where: { pk: backupPk } });
    if (!backup || (backup.lastTickAt === null && backup.lastCompletedAt !== null)) return;
    await raiseAlert(tx, runLate(backup, waits.since));
  });
}

function lateNow(ctx: Ctx | Tx, pk?: string) {
  const now = ctx.now();
  return lateBackups(ctx.db, { now, before: new Date(now.getTime() - LATE_AFTER_MS), pk });
}

function runLate(backup: BackupModel, since: Date): Condition {
  const { backupId, sourceInstanceId, bindingId } = backup;
  return {
    ...about(backup),
    name: "Backup:RunLate",
    level: "CRITICAL",
    status: "Failed",
    at: new Date(since.getTime() + LATE_AFTER_MS),
    content: { backupId, ...named(sourceInstanceId), since: since.toISOString() },
    standing: `Backup:RunLate:${backupId}:${bindingId}:${since.toISOString()}`,
  };
}

function drillFailed(
  backup: BackupModel,
  { state, endedAt, problems, errorCode, reportId }: Awaited<ReturnType<typeof failedDrills>>[number],
): Condition {
  const { backupId, sourceInstanceId, bindingId } = backup;
  const reason = state === "Failed" ? state : (errorCode ?? "InternalFailure");
  return {
    ...about(backup),
    name: "Backup:DrillFailed",
    level: state === "Failed" ? "CRITICAL" : "WARN",
    status: "Failed",
    at: endedAt,
    content: { backupId, ...named(sourceInstanceId), reason, problems, reportId },
    standing: `Backup:DrillFailed:${backupId}:${bindingId}:${state}`,
  };
}

function notVerified(
  backup: BackupModel,
  { since, errorCode, reportId }: Awaited<ReturnType<typeof unverifiedBackups>>[number],
): Condition {
  const { backupId, sourceInstanceId, bindingId } = backup;
  const reason = errorCode ?? "Overdue";
  return {
    ...about(backup),
    name: "Backup:Unverified",
    level: "WARN",
    status: "Failed",
    content: {
      ...{ backupId, ...named(sourceInstanceId), reason, since: since.toISOString() },
      ...(reportId !== null && { reportId }),
    },
    standing: `Backup:Unverified:${backupId}:${bindingId}`,
  };
}

function runFailed(backup: BackupModel, { since, errorCode }: { since: Date; errorCode: string | null }): Condition {
  const { backupId, sourceInstanceId, bindingId } = backup;
  return {
    ...about(backup),
    name: "Backup:RunFailed",
    level: "CRITICAL",
    status: "Failed",
    at: since,
    content: {
      backupId,
      ...named(sourceInstanceId),
      failureInfo: { errorCode },
      reason: errorCode ?? "InternalFailure",
    },
    standing: `Backup:RunFailed:${backupId}:${bindingId}`,
  };
}

function damaged(backup: BackupModel, verifyError: string): Condition {
  const { backupId, sourceInstanceId, bindingId } = backup;
  return {
    ...about(backup),
    name: "Backup:Damaged",
    level: "CRITICAL",
    status: "Failed",
    content: { backupId, ...named(sourceInstanceId), damage: verifyError.slice(0, 300) },
    standing: `Backup:Damaged:${backupId}:${bindingId}`,
  };
}

function ending(tx: Tx, backup: BackupModel): Condition[] {
  const { backupId, sourceInstanceId, expiresAt } = backup;
  const stage = expiresAt && expiryStage(expiresAt, tx.now());
  if (!stage || hasLeft(backup, tx.now(), tx.deployment.timeZone)) return [];
  const name = stage.days === 0 ? "Backup:Expired" : "Backup:Expiring";
  const releaseAt = leavesAt(backup, tx.deployment.timeZone)?.toISOString();
  const content = {
    ...{ backupId, ...named(sourceInstanceId), days: stage.days, endsAt: expiresAt.toISOString() },
    ...(releaseAt && { releaseAt }),
  };
  return [{ ...about(backup), name, content, ...commonOf(stage, name, backupId, expiresAt) }];
}

function about(backup: BackupModel) {
  const { accountId, region, arn: resource } = backupSubject(backup);
  return { accountId, region, resource };
}

const named = (instanceId: string | null) => (instanceId === null ? {} : { instanceId });
