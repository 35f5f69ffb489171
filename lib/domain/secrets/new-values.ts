import { randomPassword } from "@/lib/crypto/random";
import { newSshKey } from "@/lib/crypto/ssh-key";
import type { RotationKind } from "@/lib/generated/prisma/enums";
import { type ManagedConfig, type ManagedValue, rotatedAccount, writeValue } from "./managed-types";
import { known, type OpenedValues } from "./rotating";

/**
 * No mark among them means anything in SQL, a shell, an ACL line or a URL, and every password has one of each group: what
 * the rules of a server usually ask for.
 */
const GROUPS = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "-_.~"] as const;
const LENGTH = 32;

/** The values of a rotation: one, of the account whose turn it is (SEC-15), or those of all accounts that a Setup makes. */
export function newValues(
  config: ManagedConfig,
  kind: RotationKind,
  { current, previous }: Omit<OpenedValues, "pending">,
  comment: string,
): ManagedValue[] {
  const accounts = kind === "Setup" ? accountsToMake(config) : [rotatedAccount(config, known(current), previous)];
  return accounts.map((account) => ({ account, credential: newCredential(config, comment) }));
}

/** As it is sealed until it is a version: what the version will hold, and of a Setup the list of these. */
export function pendingText(config: ManagedConfig, kind: RotationKind, values: readonly ManagedValue[]): string {
  const texts = values.map((value) => writeValue(config, value));
  return kind === "Setup" ? JSON.stringify(texts) : (texts[0] ?? "");
}

function accountsToMake({ type, subType, userName, accountName, cloneAccountName }: ManagedConfig): string[] {
  if (type === "ECS") return [known(userName)];
  return subType === "DoubleUsers" ? [known(accountName), known(cloneAccountName)] : [known(accountName)];
}

function newCredential({ subType }: ManagedConfig, comment: string): ManagedValue["credential"] {
  if (subType === "SSHKey") return { kind: "sshKey", ...newSshKey(comment) };
  return { kind: "password", password: randomPassword(GROUPS, LENGTH, { eachGroup: true }) };
}
