import { DomainError, type ErrorCode, type ErrorParams } from "@/lib/domain/errors";
import { WireError } from "./wire-error";

/**
 * Every refusal of the domain in the provider's words (domain.md section 15, BKP-140.., openapi.md section 4). The only
 * place that knows them; a code without a row does not compile. Messages are English, as the provider's.
 */

interface Row {
  status: number;
  code: string;
  text: (params: ErrorParams) => string;
}

const row = (status: number, code: string, text: string | Row["text"]): Row => ({
  status,
  code,
  text: typeof text === "string" ? () => text : text,
});
const invalid = (text: string | Row["text"], part?: string) =>
  row(400, part ? `InvalidParameter.${part}` : "InvalidParameter", text);
const keyState = (status: number, code: string, state: string) =>
  row(status, code, `The request was rejected because the key state is ${state}.`);
const limitExceeded = (text: string | Row["text"]) => row(400, "Rejected.LimitExceeded", text);
const resourceNotFound = row(404, "Forbidden.ResourceNotFound", "Resource not found.");
const instanceState = (text: string) => row(403, "Forbidden.DKMSInstanceStateInvalid", text);
const unavailable = row(503, "ServiceUnavailableTemporary", "The service is temporarily unavailable. Please retry.");
/** Refusals of sign-in, sessions, orders and money: no action of this door can meet them. */
const consoleOnly = row(400, "UnsupportedOperation", "This action is not supported.");

const PROVIDER_ERRORS = {
  MissingParameter: row(400, "MissingParameter", (p) => `The parameter "${p.name}" is needed but not provided.`),
  InvalidParameter: invalid((p) => `The specified parameter "${p.name}" is not valid.`),
  RequestTooLong: invalid((p) => `The request is longer than ${p.limitBytes} bytes.`),
  InvalidRegion: invalid((p) => `The region "${p.region}" is not known.`),
  RegionRequired: invalid((p) => `The parameter "${p.name}" is needed: the resource exists in several regions.`),
  InvalidEncryptionContext: invalid('The specified parameter "EncryptionContext" is not valid.'),
  // One answer for every damaged, foreign or wrongly accompanied ciphertext (S11).
  InvalidCiphertext: invalid('The specified parameter "CiphertextBlob" is not valid.'),
  PlaintextTooLong: invalid((p) => `The plaintext is longer than ${p.limitBytes} bytes.`),
  InvalidTags: invalid((p) => `The specified tags are not valid, or more than ${p.limit}.`),
  UnsupportedOperation: row(400, "UnsupportedOperation", "This action is not supported."),
  UnsupportedKeySpec: invalid((p) => `The key spec "${p.spec}" is not supported here.`),
  UnsupportedOrigin: row(400, "Unsupported.Origin", "The action is not supported for the origin of this key."),
  UnsupportedAlias: row(400, "Unsupported.Alias", "The action does not accept an alias."),

  NotSignedIn: consoleOnly,
  SignInFailed: consoleOnly,
  TooManyAttempts: consoleOnly,
  FirstRunLinkInvalid: consoleOnly,
  AccountExists: consoleOnly,
  AccountNotFound: resourceNotFound,
  InvalidAccountName: consoleOnly,
  PasswordTooShort: consoleOnly,
  PasswordTooCommon: consoleOnly,
  PasswordWrong: consoleOnly,
  PasswordUnchanged: consoleOnly,
  AccessKeyLimit: consoleOnly,
  AccessKeyNotFound: consoleOnly,
  AccessKeyUnknown: row(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
  AccessKeyInactive: row(403, "Forbidden.AccessKey", "Specified access key is disabled."),
  AccessKeyInUse: consoleOnly,
  SessionNotFound: consoleOnly,
  NoPermission: row(
    403,
    "Forbidden.NoPermission",
    (p) => `This operation for ${p.resource ?? "the resource"} is forbidden by permission system.`,
  ),
  NonceUsed: row(400, "SignatureNonceUsed", "Specified signature nonce was used already."),
  SecondFactorRequired: consoleOnly,
  StepUpRequired: consoleOnly,
  PasswordChangeRequired: consoleOnly,
  SecondFactorWrong: consoleOnly,
  SecondFactorExists: consoleOnly,
  SecondFactorNotFound: consoleOnly,
  TokenExpired: row(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."),
  TokenMalformed: row(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."),
  TokenMismatch: row(
    400,
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken mismatch with the AccessKey.",
  ),
  UserNotFound: row(404, "EntityNotExist.User", "The user does not exist."),
  UserExists: consoleOnly,
  GroupNotFound: consoleOnly,
  GroupExists: consoleOnly,
  RoleNotFound: row(404, "EntityNotExist.Role", "The role does not exist."),
  RoleExists: consoleOnly,
  RoleReadOnly: consoleOnly,
  PolicyNotFound: resourceNotFound,
  PolicyExists: consoleOnly,
  PolicyAttached: consoleOnly,
  PolicyReadOnly: consoleOnly,
  AttachmentExists: consoleOnly,
  AttachmentNotFound: consoleOnly,
  LoginExists: consoleOnly,
  LoginNotFound: consoleOnly,
  MemberExists: consoleOnly,
  MemberNotFound: consoleOnly,
  IdentityLimit: consoleOnly,
  IdentityInUse: consoleOnly,
  InvalidIdentityName: consoleOnly,
  InvalidPolicy: invalid((p) => `The specified policy is not valid at ${p.at}: ${p.problem}.`, "Policy"),
  PolicyTooLong: invalid((p) => `The specified policy is longer than ${p.limitBytes} bytes.`, "Policy"),
  PolicyLocksOut: invalid(
    (p) => `Nobody could change this policy again: it denies ${p.action} to its account.`,
    "Policy",
  ),
  PolicyUnsupported: row(400, "UnsupportedOperation", "Only resources in a KMS instance have a policy."),

  InstanceNotFound: row(404, "Forbidden.DKMSInstanceNotFound", "The specified KMS instance is not found."),
  InstanceStateInvalid: instanceState("The state of the KMS instance does not allow this operation."),
  InstanceUninitialized: row(403, "Rejected.Uninitialized", "The KMS instance is not enabled."),
  InstanceUnavailable: row(
    409,
    "Rejected.Unavailable",
    "The request was rejected because the key state is Unavailable.",
  ),
  InstanceNotEnablable: instanceState("The KMS instance cannot be enabled in its state."),
  InstanceReleasing: instanceState("The KMS instance is being released."),
  InstanceDeletionProtected: row(409, "Rejected.DeletionProtected", "Deletion protection of the KMS instance is on."),
  ReleaseNotPossible: instanceState("The KMS instance cannot be released."),
  InvalidInstanceName: invalid("The name of the KMS instance is not valid."),
  InvalidNetworkBinding: invalid((p) => `The specified parameter "${p.name}" is not valid.`),
  InvalidInstanceSpecification: invalid((p) => `"${p.name}" must be from ${p.minimum} to ${p.maximum}.`),
  InstanceInUpgrade: row(403, "Forbidden.KMSInstanceInUpgrade", "The KMS instance is being upgraded."),
  UpgradeNotPossible: instanceState("The instance cannot be upgraded now."),
  RollbackNotPossible: instanceState("The image of the instance cannot be rolled back now."),
  InvalidUpgradeTime: invalid((p) => `The time of the upgrade must lie within the next ${p.days} days.`),
  RenewalNotPossible: instanceState("The instance cannot be renewed now."),
  UnsubscribeNotPossible: instanceState("The instance cannot be unsubscribed now."),

  KeyNotFound: row(404, "Forbidden.KeyNotFound", "The specified Key is not found."),
  KeyVersionNotFound: row(404, "Forbidden.KeyVersionNotFound", "The specified key version is not found."),
  AliasNotFound: row(404, "Forbidden.AliasNotFound", "The specified Alias is not found."),
  AliasExists: row(400, "AliasAlreadyExists", "The specified Alias already exists."),
  InvalidAliasName: invalid('The specified parameter "AliasName" is not valid.'),
  KeyDisabled: keyState(409, "Rejected.Disabled", "Disabled"),
  KeyPendingDeletion: keyState(409, "Rejected.PendingDeletion", "PendingDeletion"),
  KeyPendingImport: keyState(409, "Rejected.PendingImport", "PendingImport"),
  KeyUnavailable: keyState(409, "Rejected.Unavailable", "Unavailable"),
  KeyStateForbids: row(
    409,
    "Rejected.StateModifiedFailed",
    (p) => `The request was rejected because the key state is ${p.state}.`,
  ),
  KeyDeletionProtected: row(409, "Rejected.DeletionProtected", "Deletion protection of the key is on."),
  KeyReadOnly: row(409, "Rejected.ReadOnlyInNewConsole", "The key is read-only here. Migrate it first."),
  ServiceKeyReadOnly: row(
    400,
    "UnsupportedOperation",
    "The key is a service key: it belongs to a cloud product, is free, and cannot be changed.",
  ),
  InvalidDeletionWindow: invalid((p) => `"PendingWindowInDays" must be from ${p.minimum} to ${p.maximum}.`),
  InvalidRotationInterval: invalid(
    (p) => `The specified parameter "RotationInterval" is not valid: from ${p.minimum} to ${p.maximum} days.`,
  ),
  RotationUnsupported: row(400, "UnsupportedOperation", "Keys of this kind do not rotate automatically."),
  RotationNotBought: row(400, "UnsupportedOperation", "Rotation of default keys is a value-added plan."),
  InvalidDigest: invalid((p) => `The specified parameter "Digest" is not valid: it must have ${p.bytes} bytes.`),
  InvalidKeyMaterial: row(400, "InvalidKeyMaterial", "The specified key material is not valid."),
  InvalidImportToken: row(400, "InvalidImportToken", "The specified import token is not valid."),
  ExpiredImportToken: row(400, "ExpiredImportToken", "The specified import token has expired."),
  KeyVersionTooSoon: row(
    409,
    "Rejected.LimitExceeded",
    (p) => `A version can be created ${p.days} days after the last one.`,
  ),
  KeyVersionLimit: limitExceeded((p) => `A key has at most ${p.limit} versions.`),
  DefaultKeyExists: row(409, "Rejected.ResourceExist", "The default key is enabled already."),
  DryRunSucceeded: row(400, "DryRunOperationError", "The request would have succeeded: the dry run changed nothing."),
  DescriptionTooLong: invalid((p) => `"Description" is longer than ${p.limit} characters.`),
  KeyQuotaExceeded: limitExceeded("The key quota is exceeded."),
  SecretQuotaExceeded: limitExceeded("The secret quota is exceeded."),

  SecretNotFound: resourceNotFound,
  SecretVersionNotFound: resourceNotFound,
  SecretExists: row(409, "Rejected.ResourceExist", "The resource already exists."),
  SecretVersionExists: row(409, "Rejected.ResourceExist", "The version already exists with another value."),
  SecretInDeleteWindow: row(409, "Rejected.ResourceInDeleteWindow", "The secret is planned to be deleted."),
  SecretNotDeleted: row(409, "Rejected.ResourceInUse", "The secret is not planned to be deleted."),
  InvalidSecretName: invalid('The specified parameter "SecretName" is not valid.'),
  SecretTooLong: invalid((p) => `"SecretData" is longer than ${p.limitBytes} bytes.`),
  SecretVersionLimit: limitExceeded((p) => `The secret has ${p.limit} versions already.`),
  InvalidRecoveryWindow: invalid((p) => `"RecoveryWindowInDays" must be from ${p.minimum} to ${p.maximum}.`),
  EncryptionKeyRequired: row(400, "MissingParameter", 'The parameter "EncryptionKeyId" is needed but not provided.'),
  EncryptionKeyUnsuitable: invalid('The specified parameter "EncryptionKeyId" is not valid.'),

  BackupNotFound: resourceNotFound,
  UnsupportedBackupType: row(400, "Unsupported.BackupType", "This type of backup does not support the action."),
  BackupExpired: row(409, "Rejected.BackupExpired", "The backup has expired. Renew it to continue."),
  InvalidSourceInstance: invalid("Select a software key management instance.", "SourceInstance"),
  BackupAlreadyEnabled: row(409, "Rejected.StateModifiedFailed", "The backup is already enabled."),
  BackupNotEnabled: row(409, "Rejected.BackupNotEnabled", "The backup is not enabled."),
  ImageVersionTooLow: row(409, "Rejected.ImageVersionTooLow", "Upgrade the image of the instance first."),
  OutOfQueryableRange: row(409, "Rejected.OutOfQueryableRange", "The date is outside the queryable range."),
  NoBackupData: row(404, "Rejected.NoBackupData", "No data was backed up on this date."),
  RestoreKeyExists: row(409, "Rejected.ResourceExist", "The key already exists in the region. Delete it, then retry."),
  RestoreSecretExists: row(
    409,
    "Rejected.ResourceExist",
    "The secret already exists in the region. Delete it, then retry.",
  ),
  RestorePendingDeletion: row(
    409,
    "Rejected.PendingDeletion",
    "It is pending deletion in the region. Cancel the deletion instead.",
  ),
  RestoreEncryptionKeyMissing: row(
    409,
    "Rejected.EncryptionKeyNotFound",
    "Restore the encryption key to this instance first.",
  ),
  RestoreDestinationInvalid: instanceState("Choose an enabled software instance of this account."),
  RestoreNotOwner: row(403, "Forbidden.NoPermission", "Only the resource owner can back up and restore."),
  BackupRequired: row(409, "Rejected.BackupRequired", "The latest state of the instance is not backed up."),
  BackupDamaged: row(400, "InvalidBackupData.Damaged", "The backup is incomplete or damaged."),
  BackupStoreUnavailable: unavailable,
  AuditChainBroken: consoleOnly,
  AuditEventNotFound: consoleOnly,
  AuditVerificationGone: consoleOnly,
  AlertNotFound: consoleOnly,
  DeliveryTargetNotFound: consoleOnly,
  DeliveryTargetExists: consoleOnly,
  InvalidDeliveryTarget: consoleOnly,
  AddressNotAllowed: consoleOnly,
  ExportTooLarge: consoleOnly,
  RebuildNotEmpty: row(409, "Rejected.StateModifiedFailed", "The database already holds instances, keys or secrets."),
  InvalidBackupAlias: invalid("Enter a backup name of up to 128 characters.", "BackupName"),

  InvalidViewableDays: invalid("Viewable days must be from 7 to 600.", "ViewableDays"),
  DowngradeNotSupported: row(409, "Rejected.DowngradeNotSupported", "The range can be extended but not reduced."),
  BackupNotExtendable: row(400, "Unsupported.BackupType", "Only purchased backups can be extended."),
  BackupNotRenewable: row(400, "Unsupported.BackupType", "Only purchased backups can be renewed."),
  BackupNotResettable: row(400, "Unsupported.BackupType", "Only default and purchased backups can be reset."),
  OutOfExtendableRange: row(
    409,
    "Rejected.OutOfQueryableRange",
    "The date is outside the queryable range. Extend it first.",
  ),
  RestoreSharedInstanceOnly: row(
    409,
    "Rejected.SharedInstanceOnly",
    "Resources of a principal can be restored only to the shared instance.",
  ),
  RestoreShareTerminated: row(409, "Rejected.ShareTerminated", "Sharing has ended; the resource cannot be restored."),
  RestoreForeignOwner: row(
    409,
    "Rejected.SharedInstanceOnly",
    "It belongs to another account, and the instance is independently owned now.",
  ),
  BackupFileWrongKey: row(400, "InvalidBackupData.WrongKey", "The decryption key does not open this file."),
  InvalidDecryptionKey: row(
    400,
    "InvalidBackupData.WrongKey",
    "This is not a decryption key. It begins with AGE-SECRET-KEY-1.",
  ),
  BackupFileOtherAccount: row(403, "Forbidden.NoPermission", "The file belongs to another account."),
  InvalidBackupName: invalid("Enter a backup name of up to 128 characters.", "BackupName"),
  BackupFileTruncated: row(
    400,
    "InvalidBackupData.Damaged",
    (p) => `The file is incomplete: it ends after ${p.bytes} bytes. Download it again.`,
  ),
  BackupFileAltered: row(
    400,
    "InvalidBackupData.Damaged",
    (p) => `The file is damaged at byte ${p.bytes} or soon after. Download it again.`,
  ),
  BackupFileUnknownFormat: row(
    400,
    "InvalidBackupData.UnknownFormat",
    "This is not a backup file that this version can read.",
  ),
  BackupFileForeign: row(
    400,
    "InvalidBackupData.UnknownFormat",
    "The key opens this file, but there is no backup of this product in it.",
  ),
  BackupFileNewerVersion: row(
    400,
    "InvalidBackupData.UnknownFormat",
    (p) => `The file has format version ${p.version}, which this version cannot read.`,
  ),
  BackupFileUnknownSeal: row(
    403,
    "InvalidBackupData.UnknownSeal",
    "The file was not made by a deployment that holds this root key.",
  ),
  InvalidPurchaseQuantity: invalid("Quantity must be from 1 to 100.", "Quantity"),
  InvalidRecipient: invalid("The recipient is not an age X25519 recipient (age1…).", "Recipient"),
  BackupTransferOver: row(409, "Rejected.StateModifiedFailed", "The transfer has ended. Begin a new one."),
  RestoreNotFound: resourceNotFound,
  RestoreNotRunnable: row(409, "Rejected.StateModifiedFailed", "The restore cannot do that in its state."),
  RestoreNothingToDo: row(409, "Rejected.StateModifiedFailed", "Nothing of the plan can be restored."),
  BackupReportNotFound: resourceNotFound,
  BackupBusy: row(409, "Rejected.StateModifiedFailed", "The same is under way for this backup."),

  SecretRotating: row(409, "Rejected.SecretRotating", "Your secret is being rotated, please try again later."),
  SecretVersionStageNotFound: row(404, "Forbidden.ResourceNotFound", "The version does not carry this stage."),
  StageNotRemovable: invalid(
    "ACSCurrent and ACSPrevious can be moved to another version but not removed.",
    "RemoveFromVersion",
  ),
  StageElsewhere: row(
    409,
    "Rejected.StateModifiedFailed",
    (p) => `The stage is on version ${p.versionId}: name it in RemoveFromVersion to move it.`,
  ),
  InvalidStage: invalid("A stage has 1 to 64 of the characters A-Z a-z 0-9 _ / + = . @ -.", "VersionStage"),
  InvalidSecretData: invalid((p) => `The value does not have the form of its type: ${p.name}.`, "SecretData"),
  InvalidExtendedConfig: invalid((p) => `The extended configuration is not valid: ${p.name}.`, "ExtendedConfig"),
  InvalidSecretRotationInterval: invalid(
    (p) => `The rotation interval must be from ${p.minimum} to ${p.maximum} hours.`,
    "RotationInterval",
  ),
  RotateSecretLimit: row(
    429,
    "Rejected.Throttling",
    (p) => `At most ${p.limit} secrets can be rotated by hand in an hour.`,
  ),
  RotationTargetNotFound: row(
    404,
    "Forbidden.ResourceNotFound",
    (p) => `No rotation target is registered as ${p.targetId}.`,
  ),
  RotationTargetExists: consoleOnly,
  RotationTargetInUse: consoleOnly,
  InvalidRotationTarget: consoleOnly,
  TargetRefused: row(
    409,
    "Rejected.TargetFailed",
    (p) => `The rotation target refused or could not be reached: ${p.reason}.`,
  ),
  TargetAccountExists: row(409, "Rejected.ResourceExist", (p) => `The account ${p.account} exists at the target.`),
  TargetAccountManaged: row(
    409,
    "Rejected.ResourceInUse",
    (p) => `The account ${p.account} is the administrator of the target, or another secret manages it.`,
  ),
  RamUserWithoutAccessKey: row(409, "Rejected.ResourceNotFound", "The RAM user has no AccessKey."),
  AccessKeyMismatch: invalid("The value must hold all AccessKeys of the RAM user, with their secrets.", "SecretData"),
  SecretIsCredential: row(
    409,
    "Rejected.ResourceInUse",
    (p) => `The rotation target ${p.targetId} is administered with this secret.`,
  ),

  TermsNotAccepted: consoleOnly,
  InsufficientBalance: consoleOnly,
  OrderNotFound: resourceNotFound,
  OrderNotPayable: consoleOnly,
  OrderExpired: consoleOnly,
  InvalidAmount: consoleOnly,
  PriceNotFound: consoleOnly,
  BillNotFound: consoleOnly,
  InstanceLimit: consoleOnly,
  PlanNotFound: consoleOnly,

  DirectoryNotFound: consoleOnly,
  DirectoryExists: consoleOnly,
  DirectoryInUse: consoleOnly,
  NotSameEnterprise: consoleOnly,
  EnterpriseNotVerified: consoleOnly,
  FolderNotFound: consoleOnly,
  FolderExists: consoleOnly,
  FolderInUse: consoleOnly,
  FolderTooDeep: consoleOnly,
  InvalidFolderName: consoleOnly,
  DirectoryMemberNotFound: consoleOnly,
  ManagementAccountStays: consoleOnly,
  InvitationNotFound: consoleOnly,
  InvitationExists: consoleOnly,
  InvitationNotOpen: consoleOnly,
  SharingNotEnabled: consoleOnly,
  ShareNotFound: consoleOnly,
  InvalidShareName: consoleOnly,
  InvalidSharePrincipal: consoleOnly,
  InstanceNotShareable: consoleOnly,
  SharingModeFinal: consoleOnly,
  SharingModeBlocked: consoleOnly,
  ResourceInUse: row(
    409,
    "Rejected.ResourceInUse",
    (p) => `Other accounts still hold ${p.keys} keys and ${p.secrets} secrets in the KMS instance: ${p.accounts}.`,
  ),
  AccessQuotaExceeded: row(
    400,
    "Rejected.AccessManagementQuotaExceeded",
    (p) => `The access management quota (${p.quota}) of the KMS instance is used up.`,
  ),
  PolicyLocksOutOwner: invalid(
    (p) => `The policy denies ${p.action} to the account ${p.accountId}, which owns the jointly shared KMS instance.`,
    "Policy",
  ),

  ServiceOpened: row(400, "Forbidden.Opened", "The service is already opened."),

  LimitExceeded: limitExceeded("The user create resource limit was exceeded."),
  // Somebody else changed it between reading and writing: the same request may succeed now, and clients retry 503.
  ChangedMeanwhile: row(
    409,
    "Rejected.StateModifiedFailed",
    "The request was rejected because another one changed the resource at the same moment. Read it again and retry.",
  ),
  Throttled: row(429, "Rejected.Throttling", "QPS Limit Exceeded"),
  RootKeyMismatch: unavailable,
  ServiceUnavailable: unavailable,
  InternalFailure: row(500, "InternalFailure", "Internal failure."),
} satisfies Record<ErrorCode, Row>;

const THROTTLED_RETRY_MILLISECONDS = 1000;

/** The wire's form of anything thrown. What is not a refusal of ours says nothing about itself. */
export function toWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  const { code, params } = error instanceof DomainError ? error : new DomainError("InternalFailure");
  const { status, code: wireCode, text } = PROVIDER_ERRORS[code];
  const retryAfter = Number(params.retryAfterMilliseconds ?? THROTTLED_RETRY_MILLISECONDS);
  return new WireError(status, wireCode, text(params), status === 429 ? retryAfter : undefined);
}
