import { failingBackups } from "@/lib/db/alerts.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { hasLeft, leavesAt } from "../backups/backup-lifecycle-rules";
import { backupSubject } from "../backups/load-backup";
import type { Tx } from "../context";
import { expiryStage } from "./condition-rules";
import { commonOf } from "./expiry-conditions";
import type { Condition } from "./judge-conditions";

const WEEK_MS = 7 * 24 * 3600_000;

/** AUD-19: backups whose last run failed, in which damage was found, and that end soon or have ended. */
export async function backupConditions(tx: Tx): Promise<Condition[]> {
  const failing = new Map((await failingBackups(tx.db)).map((failed) => [failed.backupPk, failed]));
  const horizon = new Date(tx.now().getTime() + WEEK_MS);
  const backups = await tx.db.backup.findMany({
    where: {
      OR: [{ pk: { in: [...failing.keys()] } }, { verifyError: { not: null } }, { expiresAt: { lte: horizon } }],
    },
  });
  return backups.flatMap((backup) => {
    const failed = failing.get(backup.pk);
    return [
      ...(failed ? [runFailed(backup, failed)] : []),
      ...(backup.verifyError !== null && backup.state === "Enabled" ? [damaged(backup, backup.verifyError)] : []),
      ...ending(tx, backup),
    ];
  });
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
