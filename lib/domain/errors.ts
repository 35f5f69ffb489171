/**
 * The closed list of what this product refuses, in its own words. Each door maps every code in one exhaustive
 * table (`satisfies Record<ErrorCode, …>`), and each code has a message per locale: a forgotten one does not compile
 * or fails a test. The provider's words for them live in `lib/api/error-map.ts` alone.
 */

/** What sort of refusal it is; the console and the command line treat all codes of a kind alike. */
export type ErrorKind =
  | "invalid" // the request itself is wrong: correct it
  | "unauthenticated"
  | "forbidden"
  | "notFound"
  | "conflict" // the state of something forbids it
  | "limit" // a quota or a rate
  | "payment"
  | "unavailable" // try again later
  | "internal";

interface ErrorRow {
  kind: ErrorKind;
  /** Names of the values that the message may show; never secrets. */
  params?: readonly string[];
}

const row = <const P extends readonly string[] = []>(kind: ErrorKind, params?: P) => ({ kind, params }) as const;

export const ERRORS = {
  // the request
  MissingParameter: row("invalid", ["name"]),
  InvalidParameter: row("invalid", ["name"]),
  RequestTooLong: row("invalid", ["limitBytes"]),
  InvalidRegion: row("invalid", ["region"]),
  RegionRequired: row("invalid", ["name"]),
  InvalidEncryptionContext: row("invalid"),
  InvalidCiphertext: row("invalid"),
  PlaintextTooLong: row("invalid", ["limitBytes"]),
  InvalidTags: row("invalid", ["limit"]),
  UnsupportedOperation: row("invalid"),
  UnsupportedKeySpec: row("invalid", ["spec"]),
  UnsupportedOrigin: row("invalid"),
  UnsupportedAlias: row("invalid"),

  // identity
  NotSignedIn: row("unauthenticated"),
  SignInFailed: row("unauthenticated"),
  TooManyAttempts: row("limit", ["seconds"]),
  FirstRunLinkInvalid: row("unauthenticated"),
  AccountExists: row("conflict", ["name"]),
  AccountNotFound: row("notFound"),
  InvalidAccountName: row("invalid"),
  PasswordTooShort: row("invalid", ["minimum"]),
  PasswordTooCommon: row("invalid"),
  PasswordWrong: row("invalid"),
  PasswordUnchanged: row("invalid"),
  AccessKeyLimit: row("limit", ["limit"]),
  AccessKeyNotFound: row("notFound"),
  AccessKeyUnknown: row("unauthenticated"),
  AccessKeyInactive: row("forbidden"),
  AccessKeyInUse: row("conflict"),
  SessionNotFound: row("notFound"),
  NoPermission: row("forbidden", ["action", "resource"]),
  SecondFactorRequired: row("unauthenticated"),
  StepUpRequired: row("unauthenticated"),
  PasswordChangeRequired: row("unauthenticated"),
  SecondFactorWrong: row("invalid"),
  SecondFactorExists: row("conflict"),
  SecondFactorNotFound: row("notFound"),
  TokenExpired: row("unauthenticated"),
  TokenMalformed: row("unauthenticated"),
  TokenMismatch: row("unauthenticated"),
  UserNotFound: row("notFound"),
  UserExists: row("conflict", ["name"]),
  GroupNotFound: row("notFound"),
  GroupExists: row("conflict", ["name"]),
  RoleNotFound: row("notFound"),
  RoleExists: row("conflict", ["name"]),
  RoleReadOnly: row("conflict"),
  PolicyNotFound: row("notFound"),
  PolicyExists: row("conflict", ["name"]),
  PolicyAttached: row("conflict", ["count"]),
  PolicyReadOnly: row("conflict"),
  AttachmentExists: row("conflict"),
  AttachmentNotFound: row("notFound"),
  LoginExists: row("conflict"),
  LoginNotFound: row("conflict"),
  MemberExists: row("conflict"),
  MemberNotFound: row("notFound"),
  IdentityLimit: row("limit", ["limit"]),
  IdentityInUse: row("conflict", ["what"]),
  InvalidIdentityName: row("invalid"),
  /** `at`: where in the document; `problem`: one of the closed list in policies/policy-problems.ts. */
  InvalidPolicy: row("invalid", ["at", "problem"]),
  PolicyTooLong: row("invalid", ["limitBytes"]),
  PolicyLocksOut: row("conflict", ["action"]),
  PolicyUnsupported: row("conflict"),
  NonceUsed: row("invalid"),

  // regions and instances
  InstanceNotFound: row("notFound"),
  InstanceStateInvalid: row("forbidden"),
  InstanceUninitialized: row("forbidden"),
  InstanceUnavailable: row("conflict"),
  InstanceNotEnablable: row("conflict"),
  InstanceReleasing: row("conflict"),
  InstanceDeletionProtected: row("conflict"),
  ReleaseNotPossible: row("conflict"),
  InvalidInstanceName: row("invalid"),
  InvalidNetworkBinding: row("invalid", ["name"]),
  InvalidInstanceSpecification: row("invalid", ["name", "minimum", "maximum"]),
  InstanceInUpgrade: row("forbidden"),
  UpgradeNotPossible: row("conflict"),
  RollbackNotPossible: row("conflict"),
  InvalidUpgradeTime: row("invalid", ["days"]),
  RenewalNotPossible: row("conflict"),
  UnsubscribeNotPossible: row("conflict"),

  // sharing between accounts
  DirectoryNotFound: row("notFound"),
  DirectoryExists: row("conflict"),
  DirectoryInUse: row("conflict"),
  NotSameEnterprise: row("forbidden"),
  EnterpriseNotVerified: row("forbidden"),
  FolderNotFound: row("notFound"),
  FolderExists: row("conflict", ["name"]),
  FolderInUse: row("conflict"),
  FolderTooDeep: row("limit", ["limit"]),
  InvalidFolderName: row("invalid"),
  DirectoryMemberNotFound: row("notFound"),
  ManagementAccountStays: row("conflict"),
  InvitationNotFound: row("notFound"),
  InvitationExists: row("conflict"),
  InvitationNotOpen: row("conflict"),
  SharingNotEnabled: row("conflict"),
  ShareNotFound: row("notFound"),
  InvalidShareName: row("invalid"),
  InvalidSharePrincipal: row("invalid", ["principal"]),
  InstanceNotShareable: row("conflict"),
  SharingModeFinal: row("conflict"),
  SharingModeBlocked: row("conflict", ["count"]),
  ResourceInUse: row("conflict", ["accounts", "keys", "secrets"]),
  AccessQuotaExceeded: row("limit", ["quota"]),
  PolicyLocksOutOwner: row("conflict", ["accountId", "action"]),

  // keys
  KeyNotFound: row("notFound"),
  KeyVersionNotFound: row("notFound"),
  AliasNotFound: row("notFound"),
  AliasExists: row("invalid"),
  InvalidAliasName: row("invalid"),
  KeyDisabled: row("conflict"),
  KeyPendingDeletion: row("conflict"),
  KeyPendingImport: row("conflict"),
  KeyUnavailable: row("conflict"),
  KeyStateForbids: row("conflict", ["state"]),
  KeyDeletionProtected: row("conflict"),
  KeyReadOnly: row("conflict"),
  ServiceKeyReadOnly: row("conflict"),
  InvalidDeletionWindow: row("invalid", ["minimum", "maximum"]),
  InvalidRotationInterval: row("invalid", ["minimum", "maximum"]),
  RotationUnsupported: row("invalid"),
  RotationNotBought: row("conflict"),
  InvalidDigest: row("invalid", ["bytes"]),
  InvalidKeyMaterial: row("invalid"),
  InvalidImportToken: row("invalid"),
  ExpiredImportToken: row("invalid"),
  KeyVersionTooSoon: row("conflict", ["days"]),
  KeyVersionLimit: row("limit", ["limit"]),
  DefaultKeyExists: row("conflict"),
  DryRunSucceeded: row("conflict"),
  DescriptionTooLong: row("invalid", ["limit"]),
  KeyQuotaExceeded: row("limit"),
  SecretQuotaExceeded: row("limit"),

  // secrets
  SecretNotFound: row("notFound"),
  SecretVersionNotFound: row("notFound"),
  SecretExists: row("conflict"),
  SecretVersionExists: row("conflict"),
  SecretInDeleteWindow: row("conflict"),
  SecretNotDeleted: row("conflict"),
  InvalidSecretName: row("invalid"),
  SecretTooLong: row("invalid", ["limitBytes"]),
  SecretVersionLimit: row("limit", ["limit"]),
  InvalidRecoveryWindow: row("invalid", ["minimum", "maximum"]),
  EncryptionKeyRequired: row("invalid"),
  EncryptionKeyUnsuitable: row("invalid"),
  SecretRotating: row("conflict"),
  SecretVersionStageNotFound: row("notFound"),
  StageNotRemovable: row("invalid"),
  StageElsewhere: row("conflict", ["versionId"]),
  InvalidStage: row("invalid"),
  InvalidSecretData: row("invalid", ["name"]),
  InvalidExtendedConfig: row("invalid", ["name"]),
  InvalidSecretRotationInterval: row("invalid", ["minimum", "maximum"]),
  RotateSecretLimit: row("limit", ["limit"]),
  RotationTargetNotFound: row("notFound", ["targetId"]),
  RotationTargetExists: row("conflict", ["targetId"]),
  RotationTargetInUse: row("conflict", ["count"]),
  InvalidRotationTarget: row("invalid", ["name"]),
  TargetRefused: row("conflict", ["reason"]),
  TargetAccountExists: row("conflict", ["account"]),
  TargetAccountManaged: row("conflict", ["account"]),
  RamUserWithoutAccessKey: row("conflict"),
  AccessKeyMismatch: row("invalid"),
  SecretIsCredential: row("conflict", ["targetId"]),

  // backups (domain rules BKP-140..171)
  BackupNotFound: row("notFound"),
  UnsupportedBackupType: row("invalid"),
  BackupExpired: row("conflict"),
  InvalidSourceInstance: row("invalid"),
  BackupAlreadyEnabled: row("conflict"),
  BackupNotEnabled: row("conflict"),
  ImageVersionTooLow: row("conflict"),
  OutOfQueryableRange: row("conflict"),
  NoBackupData: row("notFound"),
  RestoreKeyExists: row("conflict"),
  RestoreSecretExists: row("conflict"),
  RestorePendingDeletion: row("conflict"),
  RestoreEncryptionKeyMissing: row("conflict"),
  RestoreDestinationInvalid: row("forbidden"),
  RestoreNotOwner: row("forbidden"),
  BackupRequired: row("conflict"),
  BackupDamaged: row("conflict", ["object"]),
  BackupStoreUnavailable: row("unavailable"),
  InvalidBackupAlias: row("invalid"),
  RebuildNotEmpty: row("conflict"),
  InvalidViewableDays: row("invalid"),
  DowngradeNotSupported: row("conflict"),
  BackupNotExtendable: row("invalid"),
  BackupNotRenewable: row("invalid"),
  BackupNotResettable: row("invalid"),
  OutOfExtendableRange: row("conflict"),
  RestoreSharedInstanceOnly: row("conflict"),
  RestoreShareTerminated: row("conflict"),
  RestoreForeignOwner: row("conflict"),
  BackupFileWrongKey: row("invalid"),
  InvalidDecryptionKey: row("invalid"),
  BackupFileOtherAccount: row("forbidden"),
  InvalidBackupName: row("invalid"),
  BackupFileTruncated: row("invalid", ["bytes"]),
  BackupFileAltered: row("invalid", ["bytes"]),
  BackupFileUnknownFormat: row("invalid"),
  BackupFileForeign: row("invalid"),
  BackupFileNewerVersion: row("invalid", ["version"]),
  BackupFileUnknownSeal: row("forbidden"),
  InvalidPurchaseQuantity: row("invalid"),
  InvalidRecipient: row("invalid"),
  BackupTransferOver: row("conflict"),
  RestoreNotFound: row("notFound"),
  RestoreNotRunnable: row("conflict"),
  RestoreNothingToDo: row("conflict"),
  BackupReportNotFound: row("notFound"),
  BackupBusy: row("conflict"),

  // audit and alerts
  AuditChainBroken: row("conflict", ["at"]),
  AuditEventNotFound: row("notFound"),
  AuditVerificationGone: row("notFound"),
  AlertNotFound: row("notFound"),
  DeliveryTargetNotFound: row("notFound"),
  DeliveryTargetExists: row("conflict", ["name"]),
  InvalidDeliveryTarget: row("invalid", ["name"]),
  AddressNotAllowed: row("forbidden", ["address"]),
  ExportTooLarge: row("limit", ["limit"]),

  // orders and money
  TermsNotAccepted: row("invalid"),
  InsufficientBalance: row("payment"),
  OrderNotFound: row("notFound"),
  OrderNotPayable: row("conflict"),
  OrderExpired: row("conflict"),
  InvalidAmount: row("invalid", ["minimum", "maximum"]),
  PriceNotFound: row("notFound", ["code"]),
  BillNotFound: row("notFound"),
  InstanceLimit: row("limit", ["limit"]),
  PlanNotFound: row("notFound"),

  // the service itself
  ServiceOpened: row("conflict"),

  // every operation
  LimitExceeded: row("limit"),
  ChangedMeanwhile: row("conflict"),
  Throttled: row("limit"),
  RootKeyMismatch: row("unavailable", ["expected"]),
  ServiceUnavailable: row("unavailable"),
  InternalFailure: row("internal"),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** A refusal. Carries a code and the few values its message may show; never key material, plaintext or a token. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = "DomainError";
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }
}
