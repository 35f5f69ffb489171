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
  return times(held.circumstances).some((at) => !maySet(held.accountId, resourcePolicy, subject, held, at));
}

/**
 * SHR-08, POL-06: whether the owner of the jointly shared instance could no longer set it, and through it do anything
 * else. He does not sit where the caller sits: he must be let in from no address in particular too.
 */
export function locksOutOwner(
  resourcePolicy: readonly Statement[],
  subject: PolicySubject,
  held: Held,
  ownerAccountId: string,
): boolean {
  const { now, tags } = held.circumstances;
  return times(held.circumstances, { now, tags }).some(
    (at) => !maySet(ownerAccountId, resourcePolicy, subject, held, at),
  );
}

const FOREVER = new Date("9999-12-31T00:00:00Z");
const times = (...all: Circumstances[]) => all.flatMap((one) => [one, { ...one, now: FOREVER }]);

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
