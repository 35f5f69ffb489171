import type { ErrorCode } from "../errors";

/** Calls that need what a key does, those of secrets included: they need the key that encrypts the secret. */
const USES: ReadonlySet<string> = new Set([
  "Encrypt",
  "Decrypt",
  "ReEncrypt",
  "GenerateDataKey",
  "GenerateDataKeyWithoutPlaintext",
  "ExportDataKey",
  "GenerateAndExportDataKey",
  "AsymmetricEncrypt",
  "AsymmetricDecrypt",
  "AsymmetricSign",
  "AsymmetricVerify",
  "GenerateMac",
  "VerifyMac",
  "GetSecretValue",
  "BatchGetSecretValue",
  "PutSecretValue",
]);

const REASONS: ReadonlySet<ErrorCode> = new Set(["KeyDisabled", "KeyPendingDeletion", "KeyPendingImport"]);

/** P22: a use of a key that is disabled, pending deletion or pending import, and was refused for that. */
export function isRefusedUse(call: string, code: ErrorCode): boolean {
  return USES.has(call) && REASONS.has(code);
}
