import type { SecretType, TargetAdapter, TargetTls } from "@/lib/generated/prisma/enums";

// What the rotation of secrets needs of the outside world (SEC-18): one port, an adapter for each kind of target.
// lib/external/targets implements it. An adapter answers with an outcome and never throws: what a target does is no defect
// of ours. Every call is repeatable: a worker that was killed in it calls again with the same words (P20).

/** Why a target was not reached or did not do it: a closed list, shown to people in their language. */
export const TARGET_ERRORS = [
  // Nobody knows whether it was done: try again.
  "Unreachable",
  "ConnectionLost",
  "TimedOut",
  "NameNotFound",
  // Refusals: somebody has to change something.
  "AddressNotAllowed",
  "TlsFailed",
  "HostKeyChanged",
  "CredentialUnreadable",
  "AdministratorRefused",
  "NotPermitted",
  "AccountMissing",
  "SignInRefused",
  "ValueRefused",
  "Unsupported",
  "Failed",
] as const;
export type TargetError = (typeof TARGET_ERRORS)[number];

/** Whether the same call may well succeed later, without anybody doing anything. */
export function isPassing(error: TargetError): boolean {
  return error === "Unreachable" || error === "ConnectionLost" || error === "TimedOut" || error === "NameNotFound";
}

export type TargetOutcome = { ok: true } | { ok: false; error: TargetError };

/** Where to go and who goes there. `administrator` is the text of the Generic secret that the target names. */
export interface TargetAddress {
  targetId: string;
  service: SecretType;
  adapter: TargetAdapter;
  /** Host name or address; of a webhook, its URL. */
  address: string;
  port: number | null;
  database: string | null;
  tls: TargetTls;
  caPem: string | null;
  hostKey: string | null;
  administrator: string;
}

export type TargetCredential =
  | { kind: "password"; password: string }
  /** OpenSSH forms: one line of authorized_keys, and `-----BEGIN OPENSSH PRIVATE KEY-----`. */
  | { kind: "sshKey"; publicKey: string; privateKey: string };

/** What the accounts that this product makes may do. */
export interface AccountRights {
  privilege: "ReadWrite" | "ReadOnly";
  /** Of PostgreSQL and MySQL; empty means the database at which the administrator signs in. */
  databases: readonly string[];
}

/** What an account at a target is to be from now on. */
export interface AccountWish {
  /** ARN of the secret, for marks and for a webhook's receiver. */
  secretArn: string;
  versionId: string;
  account: string;
  credential: TargetCredential;
  /**
   * SSH keys: the other public keys of this secret that stay valid. Lines of authorized_keys that carry this secret's mark
   * and are neither these nor the new one are removed; lines of others are never touched.
   */
  keep: readonly string[];
  /** Present where the account is to be made if it is not there; without it a missing one is AccountMissing. */
  make?: AccountRights;
}

export interface TargetPort {
  /** Signs in as the administrator. */
  check(target: TargetAddress): Promise<TargetOutcome>;
  /** Whether an account of that name is there. */
  has(
    target: TargetAddress,
    account: string,
  ): Promise<{ ok: true; exists: boolean } | { ok: false; error: TargetError }>;
  /** Gives the account the credential; the one that it had is no longer valid (of SSH keys: unless kept). */
  set(target: TargetAddress, wish: AccountWish): Promise<TargetOutcome>;
  /** Signs in as the account, with the credential alone: SignInRefused where it is not believed. */
  signIn(target: TargetAddress, account: string, credential: TargetCredential): Promise<TargetOutcome>;
}

export type RotationPorts = Readonly<Record<TargetAdapter, TargetPort>>;
