import { backupRunJob } from "./backup-run";
import { billDaysDuty } from "./bill-days";
import { deleteDueSecretsDuty } from "./delete-due-secrets";
import { deliverEventsDuty } from "./deliver-events";
import { destroyDueKeysJob } from "./destroy-due-keys";
import { drillBackupJob } from "./drill-backup";
import { endBackupsDuty } from "./end-backups";
import { endTransfersDuty } from "./end-transfers";
import { expireOrdersDuty } from "./expire-orders";
import { finishResetJob } from "./finish-reset";
import { forgetKeyUsesDuty } from "./forget-key-uses";
import { forgetReportsDuty } from "./forget-reports";
import { forgetRestoresDuty } from "./forget-restores";
import type { Duty, JobDefinition } from "./job";
import { exportAuditHeadsDuty, linkAuditDuty } from "./link-audit";
import { forgetAlertsDuty, raiseAlertsDuty } from "./raise-alerts";
import { releaseInstanceJob } from "./release-instance";
import { renewInstancesDuty } from "./renew-instances";
import { restoreJob } from "./restore";
import { rotateDueKeysJob } from "./rotate-due-keys";
import { forgetSecretRotationsDuty, rotateSecretsJob } from "./rotate-secrets";
import { systemBackupDuty } from "./system-backup";
import {
  defaultBackupsDuty,
  expireKeyMaterialDuty,
  forgetImportTokensDuty,
  forgetJobsDuty,
  forgetRoleTokensDuty,
  forgetSignInsDuty,
  partitionsDuty,
  readyKeyPairsDuty,
  trimFeedDuty,
} from "./upkeep";
import { verifyBackupJob } from "./verify-backup";

/** Everything that happens by the clock. */
export const JOBS: readonly JobDefinition[] = [
  backupRunJob,
  destroyDueKeysJob,
  drillBackupJob,
  finishResetJob,
  releaseInstanceJob,
  restoreJob,
  rotateDueKeysJob,
  rotateSecretsJob,
  verifyBackupJob,
];

export const DUTIES: readonly Duty[] = [
  partitionsDuty,
  linkAuditDuty,
  exportAuditHeadsDuty,
  deleteDueSecretsDuty,
  renewInstancesDuty,
  billDaysDuty,
  expireOrdersDuty,
  endBackupsDuty,
  raiseAlertsDuty,
  deliverEventsDuty,
  trimFeedDuty,
  forgetJobsDuty,
  forgetRestoresDuty,
  forgetSignInsDuty,
  forgetAlertsDuty,
  forgetRoleTokensDuty,
  readyKeyPairsDuty,
  expireKeyMaterialDuty,
  forgetImportTokensDuty,
  forgetKeyUsesDuty,
  endTransfersDuty,
  forgetReportsDuty,
  forgetSecretRotationsDuty,
  defaultBackupsDuty,
  systemBackupDuty,
];
