import type { BackupFacts } from "@/lib/db/backup-standing.sql";
import type { BackupState, BackupType } from "@/lib/generated/prisma/enums";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { Unread } from "../authorize";
import { businessDayOf, dayFromDate } from "../calendar";
import type { Ctx } from "../context";
import { isExpired } from "../instances/instance-state";
import { lackingCalls } from "../lack";
import { leavesAt } from "./backup-lifecycle-rules";
import { allowedActions, type BackupAction } from "./backup-state";
import { LATE_AFTER_MS } from "./late-rules";
import { backupSubject } from "./load-backup";
import { type QueryableRange, queryableRange } from "./queryable-range-rules";

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
  /** BKP-35: its subscription has ended; until its release it is backed up. */
  sourceExpired: boolean;
  /** Until when an expired one can be renewed (BKP-52). */
  graceUntil: Date | null;
  /** Of a file: the instance whose data it holds, and their moment. */
  uploadedFrom: { instanceId: string; at: Date } | null;
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
  /** Of what is held now; null before the first has ended. */
  lastDrill: { at: Date; state: "Passed" | "Failed" | "Broken" } | null;
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
  "DeleteBackup",
  "CreateBackupRenewalOrder",
  "CreateBackupExtensionOrder",
  "PrepareBackupDownload",
  "RestoreBackupKey",
  "RestoreBackupSecret",
  "StartBackupVerification",
  "StartBackupDrill",
] as const;
export type BackupCall = (typeof BACKUP_CALLS)[number];

/** Of one backup, from `factsOfBackups`. */
export function backupView(ctx: Ctx, backup: BackupModel, facts: BackupFacts | undefined): BackupView {
  const { lastCompletedAt, sourceReleasedAt, type } = backup;
  const state = backup.state as BackupView["state"]; // what is on its way in is neither loaded nor listed
  const { arn } = backupSubject(backup);
  const { timeZone } = ctx.deployment;
  const waitingSince = lastCompletedAt ?? backup.enabledAt;
  const isLate = waitingSince !== null && ctx.now().getTime() - waitingSince.getTime() > LATE_AFTER_MS;
  const livesOn = backup.instancePk !== null && sourceReleasedAt === null;
  return {
    backupId: backup.backupId,
    arn,
    alias: backup.alias,
    type,
    state,
    region: backup.region,
    sourceInstanceId: backup.sourceInstanceId,
    sourceReleasedAt,
    sourceExpired: livesOn && isExpired({ endsAt: facts?.sourceEndsAt ?? null }, ctx.now()),
    keptUntil: type === "SystemCreated" ? leavesAt(backup, timeZone) : null,
    graceUntil: state === "Expired" ? leavesAt(backup, timeZone) : null,
    uploadedFrom: uploadedFrom(backup),
    viewableDays: backup.viewableDays,
    range: rangeOf(ctx, backup),
    createdAt: backup.createdAt,
    enabledAt: backup.enabledAt,
    expiresAt: backup.expiresAt,
    recoveryPoint: lastCompletedAt,
    late: state === "Enabled" && livesOn && isLate,
    failure: facts?.failedAt ? { at: facts.failedAt, code: facts.failureCode ?? "InternalFailure" } : null,
    verifiedAt: backup.lastVerifiedAt,
    verifyError: backup.verifyError,
    lastDrill: facts?.drilledAt && facts.drillState ? { at: facts.drilledAt, state: facts.drillState } : null,
    keys: facts?.keys ?? 0,
    secrets: facts?.secrets ?? 0,
    actions: allowedActions(backup),
    lacking: lackingCalls(ctx, BACKUP_CALLS, new Unread(arn, "BackupNotFound", backup)),
  };
}

function uploadedFrom({ type, sourceInstanceId, enabledAt }: BackupModel): BackupView["uploadedFrom"] {
  if (type !== "Upload" || sourceInstanceId === null || enabledAt === null) return null;
  return { instanceId: sourceInstanceId, at: enabledAt };
}

export function rangeOf(ctx: Ctx, backup: BackupModel): QueryableRange | null {
  if (!backup.enabledAt || !backup.lastBusinessDay || backup.state !== "Enabled") return null;
  return queryableRange({
    viewableDays: backup.viewableDays,
    enabledDay: businessDayOf(backup.enabledAt, ctx.deployment.timeZone),
    lastRunDay: dayFromDate(backup.lastBusinessDay),
  });
}
