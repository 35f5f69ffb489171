import type { Recorded } from "../audit/record";
import { DomainError } from "../errors";
import { roleArn, userArn } from "../policies/principal";

// Rules that users, groups, roles and custom policies have in common (ACC-10).

/** How many an account may have, as the provider's quotas say. */
export const USERS_MAX = 1000;
export const GROUPS_MAX = 50;
export const ROLES_MAX = 1000;
export const POLICIES_MAX = 1500;
/** Of each type, on one user, group or role. */
export const ATTACHMENTS_MAX = 20;
export const GROUPS_PER_USER_MAX = 50;

export const NAME_MAX = 64;
export const POLICY_NAME_MAX = 128;
export const TEXT_MAX = 1024;
export const DISPLAY_NAME_MAX = 128;

/** ASCII alone: a name is part of an ARN that policies spell out, and no two may look alike. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** @throws DomainError InvalidIdentityName */
export function assertName(name: string, limit = NAME_MAX): string {
  if (name.length > limit || !NAME.test(name)) throw new DomainError("InvalidIdentityName");
  return name;
}

/** Names that differ in their capitals only would be taken for one another. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export type IdentityKind = "user" | "group" | "role";

export function groupArn(accountId: string, name: string): string {
  return `acs:ram::${accountId}:group/${name}`;
}

/** System policies belong to no account: the provider writes `system` in its place. */
export function policyArn(accountId: string, type: "System" | "Custom", name: string): string {
  return `acs:ram::${type === "System" ? "system" : accountId}:policy/${name}`;
}

export function identityArn(accountId: string, kind: IdentityKind, name: string): string {
  return { user: userArn, group: groupArn, role: roleArn }[kind](accountId, name);
}

/** What one must be allowed to create or list things of a kind on. */
export function identityContainer(accountId: string, kind: IdentityKind | "policy"): string {
  return `acs:ram::${accountId}:${kind}/*`;
}

/** What events of identities are about; an identity belongs to no region. */
export function about(accountId: string, arn: string): Recorded {
  return { accountId, region: "", arn };
}
