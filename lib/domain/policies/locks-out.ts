import type { Circumstances } from "./conditions";
import { evaluate } from "./evaluate";
import type { PolicySubject } from "./policy-form";
import { rootArn } from "./principal";
import type { Statement } from "./statement";

/** What sets the policy of a key or secret. */
export const SETS_POLICY = { key: "kms:SetKeyPolicy", secret: "kms:SetSecretPolicy" } as const satisfies Record<
  PolicySubject,
  string
>;

interface Held {
  /** Whose it is (POL-17). */
  accountId: string;
  arn: string;
  circumstances: Circumstances;
}

/**
 * P24: whether not even the root of the account could set the policy again, from where the caller is; now, or once a
 * date has passed: what locks the door later locks it for good as well.
 */
export function locksOut(resourcePolicy: readonly Statement[], subject: PolicySubject, held: Held): boolean {
  const { circumstances } = held;
  return [circumstances, { ...circumstances, now: FOREVER }].some(
    (at) => !maySet(held.accountId, resourcePolicy, subject, held, at),
  );
}

/**
 * SHR-08, POL-06: whether another account than the caller's could be kept from setting it, and through that from doing
 * anything else. It does not sit where the caller sits, and tags change: what it is allowed must hold always, and what
 * denies it that at some time, from some place or under some tag is one Deny too many.
 */
export function mayLockOut(
  resourcePolicy: readonly Statement[],
  subject: PolicySubject,
  held: Held,
  account: string,
): boolean {
  const always = resourcePolicy.flatMap((statement) => {
    if (statement.conditions.length === 0) return [statement];
    return statement.effect === "Deny" ? [{ ...statement, conditions: [] }] : [];
  });
  return !maySet(account, always, subject, held, held.circumstances);
}

const FOREVER = new Date("9999-12-31T00:00:00Z");

/** Whether the root of `account` may set the policy, which is its own or another account's. */
function maySet(
  account: string,
  resourcePolicy: readonly Statement[],
  subject: PolicySubject,
  { accountId: ownerAccountId, arn: resource }: Held,
  circumstances: Circumstances,
): boolean {
  const root = { accountId: account, arn: rootArn(account), root: true, grants: [] };
  const action = SETS_POLICY[subject];
  return evaluate(root, { action, resource, ownerAccountId, resourcePolicy, circumstances }).allowed;
}
