import { BACKUP_ROWS } from "./backup-rows";
import { IDENTITY_ROWS } from "./identity-rows";
import { type Landscape, REGION } from "./landscape";
import { MONEY_ROWS } from "./money-rows";
import { permission, type Row } from "./row";
import { SHARING_ROWS } from "./sharing-rows";
import { TARGET_ROWS } from "./target-rows";

// One row per operation, written from the rules: what it needs, and what a stranger to it is told. A new operation without
// one fails the test (S29).

const key = (at: Landscape) => at.arn("key", at.keyId);
const secret = (at: Landscape) => at.arn("secret", at.secret);
const alias = (at: Landscape) => at.arn(at.alias);
const instance = (at: Landscape) => at.arn("keystore", at.instanceId);
const account = (at: Landscape, what: string) => `acs:kms:*:${at.accountId}:${what}`;

const onTarget = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, `${account(at, "delivery")}/${at.target}`]],
    (at) => ({ target: at.target, ...more }),
    "DeliveryTargetNotFound",
  );

const onTrail = (action: string, input: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, account(at, "audit")]],
    () => input,
  );

const defaultPolicy = (kind: "key" | "secret", accountId: string) =>
  JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: `kms default ${kind} policy`,
        Effect: "Allow",
        Principal: { RAM: [`acs:ram::${accountId}:*`] },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ],
  });

/** A call about the key alone, under its own name. */
const onKey = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, key(at)]],
    (at) => ({ region: REGION, key: at.keyId, ...more }),
    "KeyNotFound",
  );
/** About one version of it, whose permission is the key's. */
const onVersion = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, key(at)]],
    (at) => ({ region: REGION, key: at.keyId, keyVersionId: at.keyVersionId, ...more }),
    "KeyNotFound",
  );
const WRAPPING = {
  wrappingKeySpec: "RSA_2048",
  wrappingAlgorithm: "RSAES_OAEP_SHA_256",
  publicKey: Buffer.from("judged after permission"),
};
function asymmetricRows(): Record<string, Row> {
  const digest = Buffer.alloc(32, 1);
  const encryption = { algorithm: "RSAES_OAEP_SHA_256" };
  const signing = { algorithm: "ECDSA_SHA_256", digest };
  return {
    AsymmetricEncrypt: onVersion("AsymmetricEncrypt", { ...encryption, plaintext: digest }),
    AsymmetricDecrypt: onVersion("AsymmetricDecrypt", { ...encryption, blob: digest }),
    AsymmetricSign: onVersion("AsymmetricSign", signing),
    AsymmetricVerify: onVersion("AsymmetricVerify", { ...signing, signature: digest }),
    GetPublicKey: onVersion("GetPublicKey"),
  };
}
const onSecret = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, secret(at)]],
    (at) => ({ region: REGION, secret: at.secret, ...more }),
    "SecretNotFound",
  );
const onInstance = (action: string, more: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, instance(at)]],
    (at) => ({ region: REGION, instanceId: at.instanceId, ...more }),
    "InstanceNotFound",
  );
/** A list, or a count of one, on its container (ACC-05). */
const onContainer = (action: string, type: string): Row =>
  permission(
    (at) => [[`kms:${action}`, at.arn(type)]],
    () => ({ region: REGION }),
  );

export const ROWS: Readonly<Record<string, Row>> = {
  // keys
  CreateKey: permission(
    (at) => [["kms:CreateKey", at.arn("key")]],
    (at) => ({ region: REGION, instanceId: at.instanceId }),
    "InstanceNotFound",
  ),
  EnableDefaultKey: onContainer("EnableDefaultKey", "key"),
  EnableServiceKey: permission(
    (at) => [["kms:EnableServiceKey", at.arn("key")]],
    () => ({ region: REGION, product: "oss" }),
  ),
  ListKeys: onContainer("ListKeys", "key"),
  ListDefaultKeys: onContainer("ListKeys", "key"),
  CountKeys: onContainer("ListKeys", "key"),
  DescribeKey: onKey("DescribeKey"),
  DescribeKeyAssociations: onKey("DescribeKey"),
  EnableKey: onKey("EnableKey"),
  DisableKey: onKey("DisableKey"),
  ScheduleKeyDeletion: onKey("ScheduleKeyDeletion", { windowDays: 7 }),
  CancelKeyDeletion: onKey("CancelKeyDeletion"),
  SetDeletionProtection: onKey("SetDeletionProtection", { enabled: true }),
  UpdateRotationPolicy: onKey("UpdateRotationPolicy", { enabled: true, rotationSeconds: 604_800 }),
  UpdateKeyDescription: onKey("UpdateKeyDescription", { description: "x" }),
  TagResource: onKey("TagResource", { tags: [{ name: "a", value: "b" }] }),
  UntagResource: onKey("UntagResource", { names: ["a"] }),
  ListResourceTags: onKey("ListResourceTags"),
  TagResources: permission(
    (at) => [["kms:TagResources", key(at)]],
    (at) => ({ region: REGION, type: "key", ids: [at.keyId], tags: [{ name: "a", value: "b" }] }),
    "KeyNotFound",
  ),
  UntagResources: permission(
    (at) => [["kms:UntagResources", secret(at)]],
    (at) => ({ region: REGION, type: "secret", ids: [at.secret], names: ["a"] }),
    "SecretNotFound",
  ),
  ListTagResources: permission(
    (at) => [["kms:ListTagResources", at.arn("key")]],
    () => ({ region: REGION, type: "key" }),
  ),
  TagSecret: onSecret("TagResource", { tags: [{ name: "a", value: "b" }] }),
  UntagSecret: onSecret("UntagResource", { names: ["a"] }),
  ListSecretTags: onSecret("ListResourceTags"),
  ListAliases: onContainer("ListAliases", "alias"),
  ListAliasesByKeyId: onKey("ListAliasesByKeyId"),
  CreateAlias: permission(
    (at) => [
      ["kms:CreateAlias", at.arn("alias/another")],
      ["kms:CreateAlias", key(at)],
    ],
    (at) => ({ region: REGION, alias: "alias/another", key: at.keyId }),
    "KeyNotFound",
  ),
  UpdateAlias: permission(
    (at) => [
      ["kms:UpdateAlias", alias(at)],
      ["kms:UpdateAlias", key(at)],
    ],
    (at) => ({ region: REGION, alias: at.alias, key: at.keyId }),
    "AliasNotFound",
  ),
  DeleteAlias: permission(
    (at) => [
      ["kms:DeleteAlias", alias(at)],
      ["kms:DeleteAlias", key(at)],
    ],
    (at) => ({ region: REGION, alias: at.alias }),
    "AliasNotFound",
  ),
  Encrypt: onKey("Encrypt", { plaintext: Buffer.from("x") }),
  GenerateDataKey: onKey("GenerateDataKey"),
  GenerateDataKeyWithoutPlaintext: onKey("GenerateDataKeyWithoutPlaintext"),
  Decrypt: permission(
    (at) => [["kms:Decrypt", key(at)]],
    (at) => ({ region: REGION, blob: at.blob }),
    "KeyNotFound",
  ),
  ReEncrypt: permission(
    (at) => [
      ["kms:ReEncryptFrom", key(at)],
      ["kms:ReEncryptTo", key(at)],
    ],
    (at) => ({ region: REGION, blob: at.blob, key: at.keyId }),
    "KeyNotFound",
  ),
  ...asymmetricRows(),
  GenerateMac: onKey("GenerateMac", { message: Buffer.from("x"), algorithm: "HMAC_SHA_256" }),
  VerifyMac: onKey("VerifyMac", { message: Buffer.from("x"), algorithm: "HMAC_SHA_256", mac: Buffer.from("x") }),
  GenerateAndExportDataKey: onKey("GenerateAndExportDataKey", WRAPPING),
  ExportDataKey: permission(
    (at) => [["kms:ExportDataKey", key(at)]],
    (at) => ({ region: REGION, blob: at.blob, ...WRAPPING }),
    "KeyNotFound",
  ),
  CreateKeyVersion: onKey("CreateKeyVersion"),
  ListKeyVersions: onKey("ListKeyVersions"),
  DescribeKeyVersion: onVersion("DescribeKeyVersion"),
  // The key of the landscape is no imported one: that comes after the permission.
  GetParametersForImport: onKey("GetParametersForImport", { wrappingAlgorithm: "RSAES_OAEP_SHA_256" }),
  ImportKeyMaterial: onKey("ImportKeyMaterial", { wrapped: Buffer.from("x"), token: "x" }),
  DeleteKeyMaterial: onKey("DeleteKeyMaterial"),
  GetKeyPolicy: onKey("GetKeyPolicy"),
  SetKeyPolicy: permission(
    (at) => [["kms:SetKeyPolicy", key(at)]],
    (at) => ({ region: REGION, key: at.keyId, policy: defaultPolicy("key", at.accountId) }),
    "KeyNotFound",
  ),
  ExplainAccess: permission(
    (at) => [["kms:ExplainAccess", key(at)]],
    (at) => ({
      region: REGION,
      resourceType: "key",
      resource: at.keyId,
      principal: at.ram("root"),
      action: "kms:Decrypt",
    }),
    "KeyNotFound",
  ),
  RotateKey: { kind: "system", input: () => ({ keyPk: "00000000-0000-7000-8000-000000000000" }) },
  DeleteKey: { kind: "system", input: () => ({ keyPk: "00000000-0000-7000-8000-000000000000" }) },

  // secrets
  CreateSecret: permission(
    (at) => [
      ["kms:CreateSecret", at.arn("secret")],
      ["kms:GenerateDataKey", key(at)],
    ],
    (at) => ({ region: REGION, name: "matrix-another", encryptionKey: at.keyId, value: "x", secretData: "x" }),
    "KeyNotFound",
  ),
  ListSecrets: onContainer("ListSecrets", "secret"),
  DescribeSecret: onSecret("DescribeSecret"),
  DescribeSecretBackups: onSecret("DescribeSecret"),
  ListSecretVersionIds: onSecret("ListSecretVersionIds"),
  UpdateSecret: onSecret("UpdateSecret", { description: "x" }),
  RotateSecret: onSecret("RotateSecret"),
  UpdateSecretRotationPolicy: onSecret("UpdateSecretRotationPolicy", { enabled: true, intervalSeconds: 86_400 }),
  ListSecretRotations: onSecret("DescribeSecret"),
  DescribeRotationQueue: onContainer("ListSecrets", "secret"),
  DeleteSecret: onSecret("DeleteSecret"),
  RestoreSecret: onSecret("RestoreSecret"),
  UpdateSecretVersionStage: onSecret("UpdateSecretVersionStage", { stage: "Blue", moveTo: "v1" }),
  GetSecretValue: permission(
    (at) => [
      ["kms:GetSecretValue", secret(at)],
      ["kms:Decrypt", key(at)],
    ],
    (at) => ({ region: REGION, secret: at.secret }),
    "SecretNotFound",
  ),
  ListSecretReaders: permission(
    (at) => [["kms:ListAuditEvents", account(at, "audit")]],
    (at) => ({ region: REGION, secret: at.secret }),
  ),
  BatchGetSecretValue: permission(
    (at) => [
      ["kms:GetSecretValue", secret(at)],
      ["kms:Decrypt", key(at)],
    ],
    (at) => ({ region: REGION, items: [{ secret: at.secret }] }),
    "SecretNotFound",
  ),
  PutSecretValue: permission(
    (at) => [
      ["kms:PutSecretValue", secret(at)],
      ["kms:GenerateDataKey", key(at)],
    ],
    (at) => ({ region: REGION, secret: at.secret, versionId: "v9", value: "x", secretData: "x" }),
    "SecretNotFound",
  ),

  GetSecretPolicy: onSecret("GetSecretPolicy"),
  SetSecretPolicy: permission(
    (at) => [["kms:SetSecretPolicy", secret(at)]],
    (at) => ({ region: REGION, secret: at.secret, policy: defaultPolicy("secret", at.accountId) }),
    "SecretNotFound",
  ),

  // instances
  ListInstances: onContainer("ListInstances", "keystore"),
  DescribeInstance: onInstance("DescribeInstance"),
  DescribeInstanceQuotas: onInstance("DescribeInstanceQuotas"),
  EnableInstance: onInstance("EnableInstance", { name: "x", vpcId: "vpc-1", zones: ["a"], vswitchIds: ["vsw-1"] }),
  UpdateInstanceName: onInstance("UpdateInstanceName", { name: "another" }),
  SetDefaultInstance: onInstance("SetDefaultInstance"),
  SetInstanceDeletionProtection: onInstance("SetInstanceDeletionProtection", { enabled: true }),
  ReleaseInstance: onInstance("ReleaseInstance"),
  // The landscape's is pay-as-you-go: that it has no end, no period and no newer image comes after the permission.
  UnsubscribeInstance: onInstance("UnsubscribeInstance"),
  CreateRenewalOrder: onInstance("CreateRenewalOrder", { months: 1, clientToken: "matrix" }),
  CreateSpecificationOrder: onInstance("CreateSpecificationOrder", { qps: 2000, clientToken: "matrix" }),
  UpdateInstanceRenewal: onInstance("UpdateInstanceRenewal", { renewalStatus: "ManualRenewal" }),
  UpdateInstanceBindVpcs: onInstance("UpdateInstanceBindVpcs", { vpcs: [] }),
  UpgradeInstanceImage: onInstance("UpgradeInstanceImage"),
  CancelInstanceImageUpgrade: onInstance("CancelInstanceImageUpgrade"),
  RollBackInstanceImage: onInstance("RollBackInstanceImage"),
  ListProtectedKeys: onInstance("ListProtectedKeys"),
  DescribeDefaultInstance: onContainer("DescribeDefaultInstance", "keystore"),

  ...TARGET_ROWS,
  ...BACKUP_ROWS,
  ...MONEY_ROWS,
  // alerts and deliveries
  ListAlerts: permission(
    (at) => [["kms:ListAlerts", account(at, "alert")]],
    () => ({}),
  ),
  CountOpenAlerts: permission(
    (at) => [["kms:ListAlerts", account(at, "alert")]],
    () => ({}),
  ),
  AcknowledgeAlerts: permission(
    (at) => [["kms:AcknowledgeAlerts", account(at, "alert")]],
    (at) => ({ alerts: [at.alert] }),
    "AlertNotFound",
  ),
  CreateDeliveryTarget: permission(
    (at) => [["kms:CreateDeliveryTarget", account(at, "delivery")]],
    () => ({ kind: "File", name: "another", address: "another", sendsEvents: true, sendsAlerts: true }),
  ),
  ListDeliveryTargets: permission(
    (at) => [["kms:ListDeliveryTargets", account(at, "delivery")]],
    () => ({}),
  ),
  UpdateDeliveryTarget: onTarget("UpdateDeliveryTarget", { paused: true }),
  DeleteDeliveryTarget: onTarget("DeleteDeliveryTarget"),
  SkipToNow: onTarget("SkipToNow"),
  TestDeliveryTarget: onTarget("TestDeliveryTarget"),

  // the audit trail
  ListAuditEvents: onTrail("ListAuditEvents"),
  DescribeAuditTrail: onTrail("ListAuditEvents"),
  DescribeAuditEvent: permission(
    (at) => [["kms:ListAuditEvents", account(at, "audit")]],
    (at) => ({ id: at.event }),
    "AuditEventNotFound",
  ),
  VerifyAuditTrail: onTrail("VerifyAuditTrail"),
  ExportAuditEvents: onTrail("ExportAuditEvents", { format: "ndjson" }),
  OpenDeliveredFile: { kind: "operator", input: () => ({ header: new Uint8Array([1]) }) },
  VerifyAuditTrails: { kind: "operator", input: () => ({}) },

  ...SHARING_ROWS,
  ...IDENTITY_ROWS,
  // signing in
  SignIn: { kind: "open", input: () => ({ account: "nobody", password: "wrong" }) },
  FirstRun: { kind: "open", input: () => ({ token: "x", name: "x", password: "x" }) },
  CheckFirstRunLink: { kind: "open", input: () => ({ token: "x" }) },
  SignOut: { kind: "self", input: () => ({}) },
  TouchSession: { kind: "self", input: () => ({}) },
  ListSessions: { kind: "self", input: () => ({}) },
  RevokeSession: { kind: "self", input: () => ({ sessionId: "0".repeat(24) }) },
  ChangePassword: { kind: "self", input: () => ({ present: "x", next: "y" }) },
  CreateAccount: { kind: "operator", input: () => ({ name: "matrix", password: "correct horse battery" }) },
  SetAccountPassword: { kind: "operator", input: () => ({ account: "matrix", password: "correct horse battery" }) },
  CreateFirstRunLink: { kind: "operator", input: () => ({}) },
  DescribeDeployment: { kind: "operator", input: () => ({}) },
  DescribePulse: permission(
    () => [],
    () => ({}),
  ),
  // ACC-05: about no resource.
  GetRandomPassword: permission(
    () => [["kms:GetRandomPassword", "*"]],
    () => ({}),
  ),
  OpenKmsService: permission(
    () => [["kms:OpenKmsService", "*"]],
    () => ({}),
  ),
  DescribeAccountKmsStatus: permission(
    () => [["kms:DescribeAccountKmsStatus", "*"]],
    () => ({}),
  ),
  // The certificate is public.
  GetCaCertificate: permission(
    () => [],
    () => ({}),
  ),
};
