import { containerArn } from "../arn";
import type { Tx } from "../context";
import { SYSTEM_BACKUP_LATE_MS, systemBackupSince } from "../system-backup/system-backup-age";
import type { Condition } from "./judge-conditions";

/**
 * Decisions 11, P7: what lies in no instance has not been saved for two hours. Told to the accounts of the deployment's
 * operators; over with the next system backup that is whole.
 */
export async function systemBackupConditions(tx: Tx): Promise<Condition[]> {
  const since = await systemBackupSince(tx);
  if (!since || tx.now().getTime() - since.getTime() <= SYSTEM_BACKUP_LATE_MS) return [];
  const failed = await tx.db.systemBackup.findFirst({
    where: { errorCode: { not: null }, startedAt: { gte: since, lte: tx.now() } },
    orderBy: { startedAt: "desc" },
    select: { errorCode: true },
  });
  const operators = await tx.db.person.findMany({
    where: { operator: true },
    select: { accountId: true },
    distinct: "accountId",
  });
  return operators.map(({ accountId }) => ({
    accountId,
    region: tx.deployment.defaultRegion,
    name: "Backup:SystemBackupLate",
    level: "CRITICAL",
    resource: containerArn("*", accountId, "backup"),
    status: "Failed",
    at: new Date(since.getTime() + SYSTEM_BACKUP_LATE_MS),
    // None was begun: no worker runs.
    content: { since: since.toISOString(), reason: failed?.errorCode ?? "NotTaken" },
    standing: "Backup:SystemBackupLate",
  }));
}
