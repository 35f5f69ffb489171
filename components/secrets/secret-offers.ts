import type { Lack } from "@/lib/domain/lack";
import type { SecretDetails } from "@/lib/domain/secrets/describe-secret";
import { CURRENT, PREVIOUS } from "@/lib/domain/secrets/secret-rules";
import type { SecretCall } from "@/lib/domain/secrets/secret-state";
import type { SecretView } from "@/lib/domain/secrets/secret-view";

// What a row or page offers for a secret: what its state allows (SEC-40, SEC-41), and what of that the caller has no
// permission for (P10). Pure.

/** Possible, and permitted. */
export function offers(secret: Pick<SecretView, "allowed" | "lacking">, call: SecretCall): boolean {
  return secret.allowed.includes(call) && !secret.lacking.includes(call);
}

/** The permission that the call takes and the caller lacks; null where none is missing. */
export function lackOf(secret: Pick<SecretView, "arn" | "lacking">, call: SecretCall): Lack | null {
  return secret.lacking.includes(call) ? { action: `kms:${call}`, resource: secret.arn } : null;
}

/** ACC-06: a value takes permission on its encryption key too. The version to read is chosen from their list. */
export function revealLack(secret: SecretDetails): Lack | null {
  return lackOf(secret, "GetSecretValue") ?? lackOf(secret, "ListSecretVersionIds") ?? secret.keyLack.Decrypt;
}

export function putLack(secret: SecretDetails): Lack | null {
  return lackOf(secret, "PutSecretValue") ?? secret.keyLack.GenerateDataKey;
}

/** Of managed secrets alone (SEC-30), and one at a time. */
export function offersRotation(secret: Pick<SecretView, "mayRotate" | "lacking">): boolean {
  return secret.mayRotate && !secret.lacking.includes("RotateSecret");
}

/** SEC-24: of a managed secret only what works is read. */
export function isReadable(secret: Pick<SecretView, "type">, stages: readonly string[]): boolean {
  return secret.type === "Generic" || stages.includes(CURRENT) || stages.includes(PREVIOUS);
}

/** Whether there is anything to read: a managed secret gets its first value from its target. Who may not list versions is told by what runs. */
export function hasValue(
  secret: Pick<SecretView, "type" | "running" | "lacking">,
  versions: readonly { stages: readonly string[] }[],
): boolean {
  if (secret.type === "Generic") return true;
  if (secret.lacking.includes("ListSecretVersionIds")) return secret.running?.kind !== "Setup";
  return versions.some(({ stages }) => stages.includes(CURRENT));
}
