import { DomainError } from "../errors";

/** Letters, digits and inner `-`, `_`, `.`; begins with a letter, so that a name is never taken for an account ID (GEN-02). */
const ACCOUNT_NAME = /^[a-z][a-z0-9._-]{1,62}[a-z0-9]$/;

export const ACCOUNT_NAME_LIMIT = 64;

/** The one spelling of a name: people type capitals and blanks around it. @throws DomainError InvalidAccountName */
export function accountNameOf(typed: string): string {
  const name = normalAccountName(typed);
  if (!ACCOUNT_NAME.test(name)) throw new DomainError("InvalidAccountName");
  return name;
}

export function normalAccountName(typed: string): string {
  return typed.trim().toLowerCase();
}

/**
 * What events of identities are about: the principal of the account's root (ACC-02). It belongs to no region, as its
 * ARN says.
 */
export function identityOf(accountId: string) {
  return { accountId, region: "", arn: `acs:ram::${accountId}:root` };
}
