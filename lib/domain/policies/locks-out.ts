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
export function locksOut(
  resourcePolicy: readonly Statement[],
  subject: PolicySubject,
  { accountId, arn, circumstances }: Held,
): boolean {
  const root = { accountId, arn: rootArn(accountId), root: true, grants: [] };
  const [action, resource, ownerAccountId] = [SETS_POLICY[subject], arn, accountId];
  return [circumstances.now, new Date("9999-12-31T00:00:00Z")].some((now) => {
    const at = { ...circumstances, now };
    return !evaluate(root, { action, resource, ownerAccountId, resourcePolicy, circumstances: at }).allowed;
  });
}
