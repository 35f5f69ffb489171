import { DomainError } from "../errors";
import { assertProtects, assertServes, type InstanceState, serviceOf } from "../instances/instance-state";

// What may be done with a secret in which state. Button, API and test read this one table. A secret lives, or waits in its delete window (SEC-40). Time is part of the state: past the window it is gone, even
// if the worker is late.

export type SecretState = "Enabled" | "PendingDeletion";

/** INS-62: derived from the instance, never stored. */
export type ShownSecretState = SecretState | "Unavailable";

interface Deletable {
  plannedDeleteAt: Date | null;
}

/** The columns that the state is made of. */
export interface SecretStanding extends Deletable {
  /** Null for a KMS 1.0 secret. */
  instance: InstanceState | null;
}

export function secretStateOf(secret: Deletable): SecretState {
  return secret.plannedDeleteAt ? "PendingDeletion" : "Enabled";
}

export function isPastDeletion(secret: Deletable, now: Date): boolean {
  return secret.plannedDeleteAt !== null && secret.plannedDeleteAt <= now;
}

export function shownSecretState(secret: SecretStanding, now: Date): ShownSecretState {
  return secret.instance && serviceOf(secret.instance, now) !== "serves" ? "Unavailable" : secretStateOf(secret);
}

export type SecretCall =
  | "GetSecretValue"
  | "PutSecretValue"
  | "DescribeSecret"
  | "ListSecretVersionIds"
  | "UpdateSecretVersionStage"
  | "UpdateSecretRotationPolicy"
  | "RotateSecret"
  | "UpdateSecret"
  | "DeleteSecret"
  | "RestoreSecret"
  | "GetSecretPolicy"
  | "SetSecretPolicy"
  | "TagResource"
  | "UntagResource"
  | "ListResourceTags";

type Verdict = "allowed" | "SecretInDeleteWindow" | "SecretNotDeleted";

/** Call × state (SEC-40, SEC-41): the button, the API and the tests read this table. */
export const SECRET_CALLS: Record<SecretCall, Record<SecretState, Verdict>> = {
  GetSecretValue: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  PutSecretValue: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  UpdateSecretVersionStage: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  UpdateSecretRotationPolicy: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  RotateSecret: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  UpdateSecret: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  DescribeSecret: { Enabled: "allowed", PendingDeletion: "allowed" },
  ListSecretVersionIds: { Enabled: "allowed", PendingDeletion: "allowed" },
  DeleteSecret: { Enabled: "allowed", PendingDeletion: "allowed" },
  GetSecretPolicy: { Enabled: "allowed", PendingDeletion: "allowed" },
  SetSecretPolicy: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  RestoreSecret: { Enabled: "SecretNotDeleted", PendingDeletion: "allowed" },
  TagResource: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  UntagResource: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  ListResourceTags: { Enabled: "allowed", PendingDeletion: "allowed" },
};

/** What an unavailable instance does not stop: reads, and the call that only protects (KEY-43). */
const READS: ReadonlySet<SecretCall> = new Set([
  "DescribeSecret",
  "ListSecretVersionIds",
  "GetSecretPolicy",
  "ListResourceTags",
]);

/**
 * Lets `call` go on, or refuses by the state of the instance (KEY-43), then by the state of the secret.
 * @throws DomainError the code of the table
 */
export function assertSecretAllows(call: SecretCall, secret: SecretStanding, now: Date): void {
  if (secret.instance && !READS.has(call))
    (call === "RestoreSecret" ? assertProtects : assertServes)(secret.instance, now);
  const verdict = SECRET_CALLS[call][secretStateOf(secret)];
  if (verdict !== "allowed") throw new DomainError(verdict);
}

/** The same question for a button. */
export function secretAllows(call: SecretCall, secret: SecretStanding, now: Date): boolean {
  try {
    assertSecretAllows(call, secret, now);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
