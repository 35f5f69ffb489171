import { DomainError } from "../errors";

// A secret lives, or waits in its delete window (SEC-40). Time is part of the state: past the window it is gone, even
// if the worker is late.

export type SecretState = "Enabled" | "PendingDeletion";

interface Deletable {
  plannedDeleteAt: Date | null;
}

export function secretStateOf(secret: Deletable): SecretState {
  return secret.plannedDeleteAt ? "PendingDeletion" : "Enabled";
}

export function isPastDeletion(secret: Deletable, now: Date): boolean {
  return secret.plannedDeleteAt !== null && secret.plannedDeleteAt <= now;
}

export type SecretCall =
  | "GetSecretValue"
  | "PutSecretValue"
  | "DescribeSecret"
  | "ListSecretVersionIds"
  | "UpdateSecret"
  | "DeleteSecret"
  | "RestoreSecret";

type Verdict = "allowed" | "SecretInDeleteWindow" | "SecretNotDeleted";

/** Call × state (SEC-40, SEC-41): the button, the API and the tests read this table. */
export const SECRET_CALLS: Record<SecretCall, Record<SecretState, Verdict>> = {
  GetSecretValue: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  PutSecretValue: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  UpdateSecret: { Enabled: "allowed", PendingDeletion: "SecretInDeleteWindow" },
  DescribeSecret: { Enabled: "allowed", PendingDeletion: "allowed" },
  ListSecretVersionIds: { Enabled: "allowed", PendingDeletion: "allowed" },
  DeleteSecret: { Enabled: "allowed", PendingDeletion: "allowed" },
  RestoreSecret: { Enabled: "SecretNotDeleted", PendingDeletion: "allowed" },
};

/** @throws DomainError the code of the table */
export function assertSecretAllows(call: SecretCall, secret: Deletable): void {
  const verdict = SECRET_CALLS[call][secretStateOf(secret)];
  if (verdict !== "allowed") throw new DomainError(verdict);
}
