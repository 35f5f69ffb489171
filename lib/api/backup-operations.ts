import { compareBackup } from "@/lib/domain/backups/compare-backup";
import { createRestorePlan } from "@/lib/domain/backups/create-restore-plan";
import { deleteBackup } from "@/lib/domain/backups/delete-backup";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import { enableBackup } from "@/lib/domain/backups/enable-backup";
import { listBackupReports } from "@/lib/domain/backups/list-backup-reports";
import { describeBackup, listBackups } from "@/lib/domain/backups/list-backups";
import { listRestoreItems } from "@/lib/domain/backups/list-restore-items";
import { resetBackup } from "@/lib/domain/backups/reset-backup";
import { drillBackups, runBackups, verifyBackups } from "@/lib/domain/backups/run-backups-now";
import { startRestore } from "@/lib/domain/backups/start-restore";
import { stopRestore } from "@/lib/domain/backups/stop-restore";

/** `kms backup …`, beside the files. */
export const BACKUPS_OF_OPERATOR = [
  runBackups,
  verifyBackups,
  drillBackups,
  listBackups,
  describeBackup,
  enableBackup,
  resetBackup,
  deleteBackup,
  createRestorePlan,
  describeRestore,
  listRestoreItems,
  startRestore,
  stopRestore,
  compareBackup,
  listBackupReports,
];
