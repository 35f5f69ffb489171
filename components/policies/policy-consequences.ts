import { locksOut } from "@/lib/domain/policies/locks-out";
import { allowedUnder, type OwnAccess } from "@/lib/domain/policies/own-access";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import type { Statement } from "@/lib/domain/policies/statement";
import { changesBetween, type PolicyChanges } from "./policy-text";

// What saving would do, before it is done. Pure; the operation decides for itself.

export interface Consequences extends PolicyChanges {
  /** Actions that whoever saves may do now and may not afterwards. */
  lost: string[];
  /** P24: refused, for nobody could set the policy again. */
  locksOut: boolean;
}

export function consequencesOf(
  subject: PolicySubject,
  own: OwnAccess,
  before: readonly Statement[],
  after: readonly Statement[],
): Consequences {
  const kept = new Set(allowedUnder(own, after));
  const { ownerAccountId: accountId, arn, circumstances } = own;
  return {
    ...changesBetween(before, after),
    lost: allowedUnder(own, before).filter((action) => !kept.has(action)),
    locksOut: locksOut(after, subject, { accountId, arn, circumstances }),
  };
}
