import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import {
  assertPolicyName,
  digestOfPolicy,
  POLICY_NAME,
  policyInputSchema,
  policyToKeep,
} from "../policies/policy-to-keep";
import { accountsGranted, assertGrantsFit } from "../sharing/granted-accounts";
import { transaction } from "../transaction";
import { changeKey } from "./change-key";
import { keyPolicyBase } from "./key-policy";
import { assertAllowed } from "./key-state";
import { keyAddress, keySubject, type LoadedKey, loadKey } from "./load-key";

/**
 * Replaces the policy of a key in an instance (POL-02, POL-03), given as its document or as the console's lists (POL-08).
 * Refuses what would leave nobody to set it again (P24), and more accounts than the access management quota has room for
 * (POL-21). With `revision`, what somebody changed meanwhile stays.
 */
export const setKeyPolicy = operation(
  "SetKeyPolicy",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({
      region: z.string(),
      key: z.string().min(1),
      policy: policyInputSchema,
      policyName: z.string().default(POLICY_NAME),
      revision: z.coerce.bigint().optional(),
    }),
  },
  async (ctx, input): Promise<void> =>
    transaction(ctx, async (tx) => {
      // By id or ARN only, as every change of a key (KEY-12).
      if (keyAddress(tx, input).missing === "AliasNotFound") throw new DomainError("UnsupportedAlias");
      const key = authorize(tx, "kms:SetKeyPolicy", await loadKey(tx, input));
      const subject = keySubject(key);
      const { document, before } = refusingAbout(subject, () => {
        assertPolicyName(input.policyName);
        const { base, before } = policyOf(key);
        assertAllowed("SetKeyPolicy", key, tx.now());
        if (input.revision !== undefined && input.revision !== key.revision) throw new DomainError("ChangedMeanwhile");
        const holder = { subject: "key", base, arn: subject.arn, tags: key.tags } as const;
        return { document: policyToKeep(tx, input.policy, holder), before };
      });
      // Changes nothing of the key, but holds it: a second writer finds another revision here.
      await changeKey(tx, key, { state: key.state });
      const granted = await accountsGranted(tx, { keyPk: key.pk });
      await tx.db.keyPolicy.update({ where: { keyPk: key.pk }, data: { document } });
      if (key.instancePk) await assertGrantsFit(tx, key.instancePk, { keyPk: key.pk }, granted);
      await record(tx, "SetKeyPolicy", subject, { from: digestOfPolicy(before), to: digestOfPolicy(document) });
    }),
);

/** POL-01: what lies outside instances has none. */
function policyOf(key: LoadedKey) {
  if (!key.instance || !key.policy) throw new DomainError("PolicyUnsupported");
  return { base: keyPolicyBase(key, key.instance), before: key.policy.document };
}
