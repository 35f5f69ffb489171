import type { ErrorCode, ErrorParams } from "@/lib/domain/errors";
import type { FieldName } from "./create-fields";

// At which field a refusal is shown, pure.

/** Where a refusal belongs: the first of these fields that the open form has. */
const REFUSED_FIELDS: Partial<Record<ErrorCode, readonly FieldName[]>> = {
  SecretExists: ["name", "user"],
  SecretInDeleteWindow: ["name", "user"],
  InvalidSecretName: ["name", "user"],
  EncryptionKeyUnsuitable: ["key"],
  KeyNotFound: ["key"],
  RotationTargetNotFound: ["target"],
  TargetAccountExists: ["account"],
  TargetAccountManaged: ["account", "firstAccount"],
  RamUserWithoutAccessKey: ["user"],
  AccessKeyMismatch: ["accessKeys"],
  InvalidSecretRotationInterval: ["rotation"],
  InvalidTags: ["tags"],
};

/** What the target said is about the account where it is about who signs in, else about the target. */
const ACCOUNT_WORDS = ["AccountMissing", "SignInRefused", "ValueRefused"];

export function refusedField(
  { code, params }: { code: ErrorCode; params?: ErrorParams },
  shown: readonly FieldName[],
): FieldName | undefined {
  const wanted = code === "TargetRefused" ? targetFields(String(params?.reason)) : REFUSED_FIELDS[code];
  const named =
    code === "InvalidSecretData" || code === "InvalidExtendedConfig" ? [memberField(String(params?.name))] : [];
  return [...(wanted ?? []), ...named.flat()].find((field) => shown.includes(field));
}

function targetFields(reason: string): readonly FieldName[] {
  return ACCOUNT_WORDS.includes(reason) ? ["firstAccount", "password", "privateKey", "account"] : ["target"];
}

/** A member of the JSON that goes out, as refusals name it: `Accounts.1.AccountName`. */
function memberField(member: string): readonly FieldName[] {
  if (member.startsWith("Accounts.1")) return ["secondAccount"];
  if (member.startsWith("Accounts")) return ["firstAccount"];
  if (member.startsWith("AccessKeys")) return ["accessKeys"];
  const fields: Readonly<Record<string, readonly FieldName[]>> = {
    AccountName: ["account"],
    CloneAccountName: ["clone"],
    UserName: ["account", "user"],
    DBName: ["databases"],
    DBInstanceId: ["target"],
    DBClusterId: ["target"],
    InstanceId: ["target"],
    Password: ["password"],
    PublicKey: ["publicKey"],
    PrivateKey: ["privateKey"],
  };
  return fields[member] ?? [];
}
