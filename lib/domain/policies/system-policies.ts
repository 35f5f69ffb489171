// The system policies (ACC-03), which every account has and none can change. Those of RAM and STS are our own addition:
// without them only a root could manage identities.

export interface SystemPolicy {
  name: string;
  document: string;
}

const allow = (actions: readonly string[], resources: readonly string[] = ["*"]) =>
  JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: actions, Resource: resources }] });

/** What encrypts, decrypts, signs and verifies, and what one must look up to do so. */
const CRYPTOGRAPHIC = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncrypt*",
  "kms:GenerateDataKey*",
  "kms:ExportDataKey",
  "kms:GenerateAndExportDataKey",
  "kms:Asymmetric*",
  "kms:GetPublicKey",
  "kms:GenerateMac",
  "kms:VerifyMac",
  "kms:GetRandomPassword",
];

export const SYSTEM_POLICIES: readonly SystemPolicy[] = [
  { name: "AliyunKMSFullAccess", document: allow(["kms:*"]) },
  {
    name: "AliyunKMSReadOnlyAccess",
    // Describe, not read: never a secret's value (AUD-05, P11).
    document: allow(["kms:Describe*", "kms:List*", "kms:GetKeyPolicy", "kms:GetSecretPolicy", "kms:GetPublicKey"]),
  },
  {
    name: "AliyunKMSCryptoAdminAccess",
    document: allow(["kms:*"], ["acs:kms:*:*:key", "acs:kms:*:*:key/*", "acs:kms:*:*:alias", "acs:kms:*:*:alias/*"]),
  },
  { name: "AliyunKMSCryptoUserAccess", document: allow(CRYPTOGRAPHIC) },
  { name: "AliyunKMSSecretAdminAccess", document: allow(["kms:*"], ["acs:kms:*:*:secret", "acs:kms:*:*:secret/*"]) },
  {
    name: "AliyunKMSSecretUserAccess",
    document: allow(["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"]),
  },
  { name: "AliyunRAMFullAccess", document: allow(["ram:*", "sts:*"]) },
  { name: "AliyunRAMReadOnlyAccess", document: allow(["ram:Get*", "ram:List*"]) },
  { name: "AliyunSTSAssumeRoleAccess", document: allow(["sts:AssumeRole"]) },
];

export function systemPolicy(name: string): SystemPolicy | undefined {
  return SYSTEM_POLICIES.find((policy) => policy.name === name);
}
