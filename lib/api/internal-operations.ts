import { beginSecondFactor } from "@/lib/domain/accounts/begin-second-factor";
import { changePassword } from "@/lib/domain/accounts/change-password";
import { checkFirstRunLink } from "@/lib/domain/accounts/check-first-run-link";
import { confirmSecondFactor } from "@/lib/domain/accounts/confirm-second-factor";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createAccount } from "@/lib/domain/accounts/create-account";
import { deleteAccessKey } from "@/lib/domain/accounts/delete-access-key";
import { describeSecondFactor } from "@/lib/domain/accounts/describe-second-factor";
import { firstRun } from "@/lib/domain/accounts/first-run";
import { createFirstRunLink } from "@/lib/domain/accounts/first-run-link";
import { removeSecondFactor } from "@/lib/domain/accounts/remove-second-factor";
import { renewRecoveryCodes } from "@/lib/domain/accounts/renew-recovery-codes";
import { resetSecondFactor } from "@/lib/domain/accounts/reset-second-factor";
import { revokeOtherSessions } from "@/lib/domain/accounts/revoke-other-sessions";
import { revokeSession } from "@/lib/domain/accounts/revoke-session";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { setAccountPassword } from "@/lib/domain/accounts/set-account-password";
import { signIn } from "@/lib/domain/accounts/sign-in";
import { signOut } from "@/lib/domain/accounts/sign-out";
import { stepUp } from "@/lib/domain/accounts/step-up";
import { touchSession } from "@/lib/domain/accounts/touch-session";
import { verifyAuditTrail, verifyAuditTrails } from "@/lib/domain/audit/verify-audit-trail";
import { compareBackup } from "@/lib/domain/backups/compare-backup";
import { createRestorePlan } from "@/lib/domain/backups/create-restore-plan";
import { deleteBackup } from "@/lib/domain/backups/delete-backup";
import { discardRestore } from "@/lib/domain/backups/discard-restore";
import { enableBackup } from "@/lib/domain/backups/enable-backup";
import { rebuildFromStore } from "@/lib/domain/backups/rebuild-from-store";
import { resetBackup } from "@/lib/domain/backups/reset-backup";
import { restoreBackupKey } from "@/lib/domain/backups/restore-backup-key";
import { restoreBackupSecret } from "@/lib/domain/backups/restore-backup-secret";
import { startBackupDrill } from "@/lib/domain/backups/start-backup-drill";
import { startBackupVerification } from "@/lib/domain/backups/start-backup-verification";
import { startRestore } from "@/lib/domain/backups/start-restore";
import { stopRestore } from "@/lib/domain/backups/stop-restore";
import { cancelOrder } from "@/lib/domain/billing/cancel-order";
import { createBackupExtensionOrder } from "@/lib/domain/billing/create-backup-extension-order";
import { createBackupOrder } from "@/lib/domain/billing/create-backup-order";
import { createBackupRenewalOrder } from "@/lib/domain/billing/create-backup-renewal-order";
import { createInstanceOrder } from "@/lib/domain/billing/create-instance-order";
import { createPlanOrder } from "@/lib/domain/billing/create-plan-order";
import { createPlanRenewalOrder } from "@/lib/domain/billing/create-plan-renewal-order";
import { createRenewalOrder } from "@/lib/domain/billing/create-renewal-order";
import { createSpecificationOrder } from "@/lib/domain/billing/create-specification-order";
import { describePricing } from "@/lib/domain/billing/describe-pricing";
import { listAccountBalances } from "@/lib/domain/billing/list-account-balances";
import { payOrder } from "@/lib/domain/billing/pay-order";
import { setFreeMode } from "@/lib/domain/billing/set-free-mode";
import { setPrice } from "@/lib/domain/billing/set-price";
import { topUpBalance } from "@/lib/domain/billing/top-up-balance";
import { createDeliveryTarget } from "@/lib/domain/deliveries/create-delivery-target";
import { deleteDeliveryTarget } from "@/lib/domain/deliveries/delete-delivery-target";
import { openDeliveredFile } from "@/lib/domain/deliveries/open-delivered-file";
import { skipToNow } from "@/lib/domain/deliveries/skip-to-now";
import { testDeliveryTarget } from "@/lib/domain/deliveries/test-delivery-target";
import { updateDeliveryTarget } from "@/lib/domain/deliveries/update-delivery-target";
import { describeDeployment } from "@/lib/domain/installation/describe-deployment";
import { getCaCertificate } from "@/lib/domain/installation/get-ca-certificate";
import { cancelInstanceImageUpgrade } from "@/lib/domain/instances/cancel-instance-image-upgrade";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { enableInstance } from "@/lib/domain/instances/enable-instance";
import { releaseInstance } from "@/lib/domain/instances/release-instance";
import { rollBackInstanceImage } from "@/lib/domain/instances/roll-back-instance-image";
import { setDefaultInstance } from "@/lib/domain/instances/set-default-instance";
import { unsubscribeInstance } from "@/lib/domain/instances/unsubscribe-instance";
import { updateInstanceBindVpcs } from "@/lib/domain/instances/update-instance-bind-vpcs";
import { updateInstanceRenewal } from "@/lib/domain/instances/update-instance-renewal";
import { upgradeInstanceImage } from "@/lib/domain/instances/upgrade-instance-image";
import { asymmetricDecrypt } from "@/lib/domain/keys/asymmetric-decrypt";
import { asymmetricEncrypt } from "@/lib/domain/keys/asymmetric-encrypt";
import { asymmetricSign } from "@/lib/domain/keys/asymmetric-sign";
import { asymmetricVerify } from "@/lib/domain/keys/asymmetric-verify";
import { cancelKeyDeletion } from "@/lib/domain/keys/cancel-key-deletion";
import { createAlias } from "@/lib/domain/keys/create-alias";
import { createKey } from "@/lib/domain/keys/create-key";
import { createKeyVersion } from "@/lib/domain/keys/create-key-version";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { deleteAlias } from "@/lib/domain/keys/delete-alias";
import { deleteKeyMaterial } from "@/lib/domain/keys/delete-key-material";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { enableDefaultKey } from "@/lib/domain/keys/enable-default-key";
import { enableServiceKey } from "@/lib/domain/keys/enable-service-key";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { exportDataKey } from "@/lib/domain/keys/export-data-key";
import { generateAndExportDataKey } from "@/lib/domain/keys/generate-and-export-data-key";
import { generateDataKey, generateDataKeyWithoutPlaintext } from "@/lib/domain/keys/generate-data-key";
import { generateMac } from "@/lib/domain/keys/generate-mac";
import { getParametersForImport } from "@/lib/domain/keys/get-parameters-for-import";
import { getPublicKey } from "@/lib/domain/keys/get-public-key";
import { importKeyMaterial } from "@/lib/domain/keys/import-key-material";
import { reEncrypt } from "@/lib/domain/keys/re-encrypt";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { setKeyPolicy } from "@/lib/domain/keys/set-key-policy";
import { tagKey, untagKey } from "@/lib/domain/keys/tag-key";
import { updateAlias } from "@/lib/domain/keys/update-alias";
import { verifyMac } from "@/lib/domain/keys/verify-mac";
import type { Operation } from "@/lib/domain/operation";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { getSecretValue } from "@/lib/domain/secrets/get-secret-value";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { rotateSecret } from "@/lib/domain/secrets/rotate-secret";
import { setSecretPolicy } from "@/lib/domain/secrets/set-secret-policy";
import { tagSecret, untagSecret } from "@/lib/domain/secrets/tag-secret";
import { updateSecret } from "@/lib/domain/secrets/update-secret";
import { updateSecretRotationPolicy } from "@/lib/domain/secrets/update-secret-rotation-policy";
import { updateSecretVersionStage } from "@/lib/domain/secrets/update-secret-version-stage";
import { listSystemBackups } from "@/lib/domain/system-backup/list-system-backups";
import { restoreInstallation } from "@/lib/domain/system-backup/restore-installation";
import { takeSystemBackup } from "@/lib/domain/system-backup/take-system-backup";
import { tagResources, untagResources } from "@/lib/domain/tagging/tag-resources";
import { BACKUP_FILES } from "./backup-file-operations";
import { BACKUPS_OF_OPERATOR } from "./backup-operations";
import { RAM_OF_OPERATOR, RAM_WRITES } from "./ram-operations";
import { SHARING_OF_OPERATOR, SHARING_WRITES } from "./sharing-operations";
import { TARGET_WRITES, TARGETS_OF_OPERATOR } from "./target-operations";

// What the gateway runs for others over its Unix sockets (decisions 6). Nothing that is not listed here can be asked for.

/** The console's: what touches secrets and has a place on a page. It runs everything else itself. */
export const CONSOLE_OPERATIONS = byName([
  signIn,
  signOut,
  firstRun,
  checkFirstRunLink,
  restoreInstallation,
  touchSession,
  revokeSession,
  revokeOtherSessions,
  stepUp,
  changePassword,
  describeSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  renewRecoveryCodes,
  removeSecondFactor,
  resetSecondFactor,
  createAccessKey,
  setAccessKeyState,
  deleteAccessKey,
  enableInstance,
  setDefaultInstance,
  releaseInstance,
  unsubscribeInstance,
  createInstanceOrder,
  createPlanOrder,
  createPlanRenewalOrder,
  createRenewalOrder,
  createSpecificationOrder,
  payOrder,
  cancelOrder,
  topUpBalance,
  setPrice,
  setFreeMode,
  updateInstanceRenewal,
  updateInstanceBindVpcs,
  upgradeInstanceImage,
  cancelInstanceImageUpgrade,
  rollBackInstanceImage,
  createKey,
  getParametersForImport,
  importKeyMaterial,
  deleteKeyMaterial,
  cancelKeyDeletion,
  enableDefaultKey,
  enableServiceKey,
  createAlias,
  updateAlias,
  deleteAlias,
  tagKey,
  untagKey,
  tagSecret,
  untagSecret,
  tagResources,
  untagResources,
  encrypt,
  decrypt,
  reEncrypt,
  generateDataKey,
  generateDataKeyWithoutPlaintext,
  exportDataKey,
  generateAndExportDataKey,
  asymmetricEncrypt,
  asymmetricDecrypt,
  asymmetricSign,
  asymmetricVerify,
  getPublicKey,
  generateMac,
  verifyMac,
  createKeyVersion,
  createSecret,
  getSecretValue,
  putSecretValue,
  updateSecret,
  updateSecretVersionStage,
  rotateSecret,
  updateSecretRotationPolicy,
  deleteSecret,
  setKeyPolicy,
  setSecretPolicy,
  enableBackup,
  createBackupExtensionOrder,
  createBackupOrder,
  createBackupRenewalOrder,
  deleteBackup,
  resetBackup,
  restoreBackupKey,
  restoreBackupSecret,
  compareBackup,
  createRestorePlan,
  startRestore,
  stopRestore,
  discardRestore,
  startBackupVerification,
  startBackupDrill,
  verifyAuditTrail,
  createDeliveryTarget,
  updateDeliveryTarget,
  deleteDeliveryTarget,
  testDeliveryTarget,
  skipToNow,
  ...BACKUP_FILES,
  ...RAM_WRITES,
  ...SHARING_WRITES,
  ...TARGET_WRITES,
]);

/** The command line's: the operator's own, and what `instance create` and `seed` need for an account. */
export const OPERATOR_OPERATIONS = byName([
  createAccount,
  setAccountPassword,
  resetSecondFactor,
  createFirstRunLink,
  ...BACKUPS_OF_OPERATOR,
  verifyAuditTrails,
  openDeliveredFile,
  rebuildFromStore,
  takeSystemBackup,
  listSystemBackups,
  listAccountBalances,
  topUpBalance,
  describePricing,
  setPrice,
  setFreeMode,
  createAccessKey,
  createInstanceOrder,
  payOrder,
  enableInstance,
  describeInstance,
  createKey,
  createSecret,
  describeDeployment,
  getCaCertificate,
  disableKey,
  putSecretValue,
  scheduleKeyDeletion,
  setDeletionProtection,
  ...BACKUP_FILES,
  ...RAM_OF_OPERATOR,
  ...SHARING_OF_OPERATOR,
  ...TARGETS_OF_OPERATOR,
]);

function byName(operations: readonly unknown[]): Readonly<Record<string, Operation>> {
  // An operation of one input is none of any input to the compiler; the socket parses with the operation's own schema.
  return Object.fromEntries((operations as readonly Operation[]).map((one) => [one.operationName, one]));
}
