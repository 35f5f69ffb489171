import type { BackupState, BackupType } from "@/lib/generated/prisma/enums";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { Unread } from "../authorize";
import { addDays, businessDayOf, dayFromDate, startOfDay } from "../calendar";
import type { Ctx } from "../context";
import { lackingCalls } from "../lack";
import { allowedActions, type BackupAction } from "./backup-state";
import { backupSubject } from "./load-backup";
import { type QueryableRange, queryableRange } from "./queryable-range-rules";

/** BKP-14: an automatic backup outlives its instance by 90 days. */
const KEPT_DAYS_AFTER_RELEASE = 90;
/** P7: a tick that is missing for so long is an alarm, whoever's fault it is. */
const LATE_AFTER_MS = 10 * 60_000;

/** A row of the Backups page (BKP-62) and the head of its Details. */
export interface BackupView {
  backupId: string;
  arn: string;
  alias: string | null;
  type: BackupType;
  state: Exclude<BackupState, "Uploading">;
  region: string;
  sourceInstanceId: string | null;
  sourceReleasedAt: Date | null;
  /** The last moment at which an automatic backup of a released source is kept; null for everything else. */
  keptUntil: Date | null;
  viewableDays: number;
  range: QueryableRange | null;
  createdAt: Date;
  enabledAt: Date | null;
  expiresAt: Date | null;
  /** The newest moment that can be restored. */
  recoveryPoint: Date | null;
  /** No run for ten minutes although the source lives (P7). */
  late: boolean;
  /** The newest failed run, if nothing succeeded after it. */
  failure: { at: Date; code: string } | null;
  verifiedAt: Date | null;
  /** What the last verification found wrong. */
  verifyError: string | null;
  keys: number;
  secrets: number;
  actions: BackupAction[];
  /** What the caller has no permission for, whatever the state (P10). */
  lacking: BackupCall[];
}

const BACKUP_CALLS = [
  "DescribeBackup",
  "EnableBackup",
  "ResetBackup",
  "RestoreBackupKey",
  "RestoreBackupSecret",
] as const;
export type BackupCall = (typeof BACKUP_CALLS)[number];

type LastRun = { tickAt: Date; keys: number; secrets: number; errorCode: string | null };

export interface LastRuns {
  complete: LastRun | null;
  failed: LastRun | null;
}

export async function lastRunsOf(ctx: Ctx, backup: BackupModel): Promise<LastRuns> {
  if (!backup.bindingId) return { complete: null, failed: null };
  const last = (state: "Complete" | "Failed") =>
    ctx.db.backupRun.findFirst({
      where: { backupPk: backup.pk, bindingId: backup.bindingId ?? undefined, state },
      orderBy: { tickAt: "desc" },
      select: { tickAt: true, keys: true, secrets: true, errorCode: true },
    });
  return { complete: await last("Complete"), failed: await last("Failed") };
}

export function backupView(ctx: Ctx, backup: BackupModel, { complete, failed }: LastRuns): BackupView {
  const { lastCompletedAt, sourceReleasedAt } = backup;
  const state = backup.state as BackupView["state"]; // what is on its way in is neither loaded nor listed
  const { arn } = backupSubject(backup);
  const waitingSince = lastCompletedAt ?? backup.enabledAt;
  const isLate = waitingSince !== null && ctx.now().getTime() - waitingSince.getTime() > LATE_AFTER_MS;
  const hasFailed = failed && (!lastCompletedAt || failed.tickAt > lastCompletedAt);
  return {
    backupId: backup.backupId,
    arn,
    alias: backup.alias,
    type: backup.type,
    state,
    region: backup.region,
    sourceInstanceId: backup.sourceInstanceId,
    sourceReleasedAt,
    keptUntil: keptUntil(ctx, backup),
    viewableDays: backup.viewableDays,
    range: rangeOf(ctx, backup),
    createdAt: backup.createdAt,
    enabledAt: backup.enabledAt,
    expiresAt: backup.expiresAt,
    recoveryPoint: lastCompletedAt,
    late: state === "Enabled" && sourceReleasedAt === null && isLate,
    failure: hasFailed ? { at: failed.tickAt, code: failed.errorCode ?? "InternalFailure" } : null,
    verifiedAt: backup.lastVerifiedAt,
    verifyError: backup.verifyError,
    keys: complete?.keys ?? 0,
    secrets: complete?.secrets ?? 0,
    actions: allowedActions(backup),
    lacking: lackingCalls(ctx, BACKUP_CALLS, new Unread(arn, "BackupNotFound", backup)),
  };
}

export function rangeOf(ctx: Ctx, backup: BackupModel): QueryableRange | null {
  if (!backup.enabledAt || !backup.lastBusinessDay || backup.state !== "Enabled") return null;
  return queryableRange({
    viewableDays: backup.viewableDays,
    enabledDay: businessDayOf(backup.enabledAt, ctx.deployment.timeZone),
    lastRunDay: dayFromDate(backup.lastBusinessDay),
  });
}

function keptUntil(ctx: Ctx, { type, sourceReleasedAt }: BackupModel): Date | null {
  if (type !== "SystemCreated" || !sourceReleasedAt) return null;
  const { timeZone } = ctx.deployment;
  return startOfDay(addDays(businessDayOf(sourceReleasedAt, timeZone), KEPT_DAYS_AFTER_RELEASE + 1), timeZone);
}
