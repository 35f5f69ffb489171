import { z } from "zod";
import { assertOperator } from "../accounts/acting-person";
import { operation } from "../operation";
import { SYSTEM_BACKUP_LATE_MS, systemBackupSince } from "../system-backup/system-backup-age";

/** What an operator asks first: does everything run, and is it backed up? No tenant's resources are opened. */
export interface DeploymentStatus {
  at: Date;
  installationId: string;
  rootFingerprint: string | null;
  timeZone: string;
  /** REG-06; the first zone is the one that the command line takes. */
  regions: { id: string; zones: readonly string[] }[];
  processes: { process: string; at: Date; detail: unknown }[];
  accounts: number;
  instances: number;
  keys: number;
  secrets: number;
  backups: { enabled: number; neverRun: number; oldestRecoveryPoint: Date | null; failedVerification: number };
  /** Of what lies in no instance (decisions 11); null while there is nobody whose it could be. */
  systemBackup: { at: Date; late: boolean } | null;
  jobs: { open: number; failed: number };
}

/** The state of the deployment, for its operator: at the command line, or a person with the operator flag. */
export const describeDeployment = operation(
  "DescribeDeployment",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<DeploymentStatus> => {
    assertOperator(ctx, "kms:DescribeDeployment");
    const { db } = ctx;
    const enabled = { state: "Enabled", sourceReleasedAt: null } as const;
    const [
      installation,
      processes,
      accounts,
      instances,
      keys,
      secrets,
      backups,
      neverRun,
      failedVerification,
      oldest,
      systemBackupAt,
      open,
      failed,
    ] = await Promise.all([
      db.installation.findFirstOrThrow(),
      db.heartbeat.findMany({ orderBy: { process: "asc" } }),
      db.account.count(),
      db.instance.count({ where: { saleStatus: { not: "Released" } } }),
      db.key.count(),
      db.secret.count(),
      db.backup.count({ where: enabled }),
      db.backup.count({ where: { ...enabled, lastCompletedAt: null } }),
      db.backup.count({ where: { verifyError: { not: null } } }),
      db.backup.aggregate({ where: enabled, _min: { lastTickAt: true } }),
      systemBackupSince(ctx),
      db.job.count({ where: { state: { in: ["Queued", "Running", "Waiting"] } } }),
      db.job.count({ where: { state: { in: ["Failed", "Unknown"] } } }),
    ]);
    return {
      at: ctx.now(),
      installationId: installation.id,
      rootFingerprint: installation.rootFingerprint,
      timeZone: installation.timeZone,
      regions: ctx.deployment.regions.map(({ id, zones }) => ({ id, zones })),
      processes: processes.map(({ process, at, detail }) => ({ process, at, detail })),
      accounts,
      instances,
      keys,
      secrets,
      backups: { enabled: backups, neverRun, oldestRecoveryPoint: oldest._min.lastTickAt, failedVerification },
      systemBackup: systemBackupAt && {
        at: systemBackupAt,
        late: ctx.now().getTime() - systemBackupAt.getTime() > SYSTEM_BACKUP_LATE_MS,
      },
      jobs: { open, failed },
    };
  },
);
