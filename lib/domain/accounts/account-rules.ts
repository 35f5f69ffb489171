import { DomainError } from "../errors";
import { userArn } from "../policies/principal";

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

/** The same for what concerns one person: the root, or a RAM user by its own ARN. */
export function identityOfPerson(person: { accountId: string; root: boolean; name: string }) {
  const { accountId, root, name } = person;
  return root ? identityOf(accountId) : { accountId, region: "", arn: userArn(accountId, name) };
}

/** What somebody signs in with, and an authenticator app shows: the account's name for its root, else `user@account`. */
export function signInNameOf(person: { root: boolean; name: string }, accountName: string): string {
  return person.root ? accountName : `${person.name}@${accountName}`;
}
