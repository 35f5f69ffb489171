// Every action that some operation asks permission for, and the provider's that this product does not have yet: what a
// policy may name without a warning (POL-04). It refuses nothing.

const KMS =
  "AsymmetricDecrypt AsymmetricEncrypt AsymmetricSign AsymmetricVerify BatchGetSecretValue CancelKeyDeletion " +
  "ConnectKmsInstance CreateAlias CreateApplicationAccessPoint CreateClientKey CreateKey CreateKeyVersion " +
  "CreateNetworkRule CreatePolicy CreateSecret Decrypt DeleteAlias DeleteApplicationAccessPoint DeleteClientKey " +
  "DeleteKeyMaterial DeleteNetworkRule DeletePolicy DeleteSecret DescribeAccountKmsStatus " +
  "DescribeApplicationAccessPoint DescribeKey DescribeKeyVersion DescribeNetworkRule DescribePolicy DescribeRegions " +
  "DescribeSecret DisableKey EnableKey Encrypt ExportDataKey GenerateAndExportDataKey GenerateDataKey " +
  "GenerateDataKeyWithoutPlaintext GenerateMac GetClientKey GetDefaultKmsInstance GetKeyPolicy GetKmsInstance " +
  "GetKmsInstanceQuotaInfos GetManagedDataKey GetParametersForImport GetPublicKey GetRandomPassword GetSecretPolicy " +
  "GetSecretValue ImportKeyMaterial ListAliases ListAliasesByKeyId ListApplicationAccessPoints ListClientKeys " +
  "ListKeyVersions ListKeys ListKmsInstances ListManagedDataKeyVersions ListNetworkRules ListPolicies " +
  "ListResourceTags ListSecretVersionIds ListSecrets ListTagResources OpenKmsService PutSecretValue ReEncryptFrom " +
  "ReEncryptTo ReleaseKmsInstance RestoreSecret RotateSecret ScheduleKeyDeletion SetDeletionProtection SetKeyPolicy " +
  "SetSecretPolicy TagResource TagResources UntagResource UntagResources UpdateAlias UpdateApplicationAccessPoint " +
  "UpdateKeyDescription UpdateKmsInstanceBindVpc UpdateNetworkRule UpdatePolicy UpdateRotationPolicy UpdateSecret " +
  "UpdateSecretRotationPolicy UpdateSecretVersionStage VerifyMac";

/** This product's own. */
const OWN =
  "AcknowledgeAlerts BeginBackupUpload CancelInstanceImageUpgrade CancelOrder CreateDeliveryTarget CreateInstanceOrder " +
  "CreateBackupExtensionOrder CreateBackupOrder CreateBackupRenewalOrder DeleteBackup " +
  "CreatePlanOrder CreatePlanRenewalOrder CreateRenewalOrder CreateSpecificationOrder DeleteDeliveryTarget " +
  "DescribeBackup DescribeBalance DescribeDailyBill DescribeDefaultInstance DescribeInstance " +
  "DescribeInstanceQuotas DescribeKeyRotationPlan DescribeOrder EnableBackup EnableDefaultKey EnableInstance " +
  "EnableServiceKey ExplainAccess ExportAuditEvents ListAlerts ListAuditEvents ListBackups ListDailyBills " +
  "ListDeliveryTargets ListInstances ListLedgerMovements ListOrders ListPrices ListProtectedKeys PayOrder " +
  "PrepareBackupDownload " +
  "ReleaseInstance ResetBackup RestoreBackupKey RestoreBackupSecret RollBackInstanceImage RunBackups " +
  "SetDefaultInstance SetInstanceDeletionProtection SkipToNow StartBackupDrill StartBackupVerification UnsubscribeInstance UpdateDeliveryTarget " +
  "UpdateInstanceBindVpcs UpdateInstanceName UpdateInstanceRenewal UpgradeInstanceImage VerifyAuditTrail";

/** Of the places where secrets rotate. */
const TARGETS =
  "CheckRotationTarget CreateRotationTarget DeleteRotationTarget DescribeRotationQueue DescribeRotationTarget " +
  "ListRotationTargets UpdateRotationTarget UseRotationTarget";

/** Of sharing between accounts. */
const SHARING =
  "AcceptDirectoryInvitation AssociateResourceShare CancelDirectoryInvitation CreateDirectoryFolder " +
  "CreateResourceShare DeclineDirectoryInvitation DeleteDirectoryFolder DeleteResourceShare " +
  "DescribeInstanceAccess DescribeResourceDirectory DescribeResourceShare DisableResourceDirectory " +
  "DisassociateResourceShare EnableResourceDirectory EnableResourceSharing InviteDirectoryMember " +
  "ListDirectoryInvitations ListResourceShares MoveDirectoryMember RemoveDirectoryMember RenameDirectoryFolder " +
  "SetInstanceSharingMode UpdateResourceShare";

const RAM =
  "AddUserToGroup AttachPolicyToGroup AttachPolicyToRole AttachPolicyToUser CreateAccessKey CreateGroup " +
  "CreateLoginProfile CreatePolicy CreateRole CreateUser DeleteAccessKey DeleteGroup DeleteLoginProfile DeletePolicy " +
  "DeleteRole DeleteUser DetachPolicyFromGroup DetachPolicyFromRole DetachPolicyFromUser GetGroup GetLoginProfile " +
  "GetPolicy GetRole GetUser ListAccessKeys ListEntitiesForPolicy ListGroups ListGroupsForUser ListPolicies " +
  "ListPoliciesForGroup ListPoliciesForRole ListPoliciesForUser ListRoles ListUsers ListUsersForGroup " +
  "RemoveUserFromGroup UnbindMFADevice UpdateAccessKey UpdateGroup UpdateLoginProfile UpdatePolicy UpdateRole UpdateUser";

export const KNOWN_ACTIONS: readonly string[] = [
  ...KMS.split(" ").map((name) => `kms:${name}`),
  ...OWN.split(" ").map((name) => `kms:${name}`),
  ...TARGETS.split(" ").map((name) => `kms:${name}`),
  ...SHARING.split(" ").map((name) => `kms:${name}`),
  ...RAM.split(" ").map((name) => `ram:${name}`),
  "sts:AssumeRole",
  "sts:GetCallerIdentity",
];
