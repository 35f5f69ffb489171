import { type Landscape, REGION } from "./landscape";
import { permission, type Row } from "./row";

// Where secrets rotate, and the secrets that rotate there.

const target = (at: Landscape) => at.arn("target", at.rotationTarget);
const onTarget = (action: string): Row =>
  permission(
    (at) => [[`kms:${action}`, target(at)]],
    (at) => ({ region: REGION, targetId: at.rotationTarget }),
    "RotationTargetNotFound",
  );

export const TARGET_ROWS: Readonly<Record<string, Row>> = {
  // Whoever names a credential sends it to an address of their choice: they must be allowed to read it.
  CreateRotationTarget: permission(
    (at) => [
      ["kms:CreateRotationTarget", at.arn("target")],
      ["kms:GetSecretValue", at.arn("secret", at.secret)],
      ["kms:Decrypt", at.arn("key", at.keyId)],
    ],
    (at) => ({
      region: REGION,
      targetId: "matrix-another",
      service: "Rds",
      adapter: "PostgreSQL",
      address: "database.example",
      credentialSecret: at.secret,
    }),
  ),
  UpdateRotationTarget: permission(
    (at) => [
      ["kms:UpdateRotationTarget", target(at)],
      ["kms:GetSecretValue", at.arn("secret", at.secret)],
      ["kms:Decrypt", at.arn("key", at.keyId)],
    ],
    (at) => ({ region: REGION, targetId: at.rotationTarget, address: "elsewhere.example" }),
    "RotationTargetNotFound",
  ),
  DescribeRotationTarget: onTarget("DescribeRotationTarget"),
  CheckRotationTarget: onTarget("CheckRotationTarget"),
  DeleteRotationTarget: onTarget("DeleteRotationTarget"),
  ListRotationTargets: permission(
    (at) => [["kms:ListRotationTargets", at.arn("target")]],
    () => ({ region: REGION }),
  ),
  CreateManagedSecret: permission(
    (at) => [
      ["kms:CreateSecret", at.arn("secret")],
      ["kms:GenerateDataKey", at.arn("key", at.keyId)],
      ["kms:UseRotationTarget", target(at)],
    ],
    (at) => ({
      region: REGION,
      type: "Rds",
      name: "matrix-managed",
      encryptionKey: at.keyId,
      extendedConfig: JSON.stringify({
        SecretSubType: "SingleUser",
        DBInstanceId: at.rotationTarget,
        AccountName: "app",
      }),
      secretData: "$Auto",
    }),
  ),
};
