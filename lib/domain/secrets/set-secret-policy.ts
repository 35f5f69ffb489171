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
import { assertChanged, transaction } from "../transaction";
import { type LoadedSecret, loadSecret, secretSubject } from "./load-secret";
import { secretPolicyBase } from "./secret-policy";
import { assertSecretAllows } from "./secret-state";

/**
 * Replaces the policy of a secret in an instance (POL-02, SEC-09), given as its document or as the console's lists
 * (POL-26). Refuses what would leave nobody to set it again (P24), and more accounts than the access management quota has room
 * for (POL-21). With `revision`, what somebody changed meanwhile stays.
 */
export const setSecretPolicy = operation(
  "SetSecretPolicy",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({
      region: z.string(),
      secret: z.string().min(1),
      policy: policyInputSchema,
      policyName: z.string().default(POLICY_NAME),
      revision: z.coerce.bigint().optional(),
    }),
  },
  async (ctx, input): Promise<void> =>
    transaction(ctx, async (tx) => {
      const secret = authorize(tx, "kms:SetSecretPolicy", await loadSecret(tx, input));
      const subject = secretSubject(secret);
      const { document, before } = refusingAbout(subject, () => {
        assertPolicyName(input.policyName);
        const { base, before } = policyOf(secret);
        assertSecretAllows("SetSecretPolicy", secret, tx.now());
        if (input.revision !== undefined && input.revision !== secret.revision)
          throw new DomainError("ChangedMeanwhile");
        const holder = { subject: "secret", base, arn: subject.arn, tags: secret.tags } as const;
        return { document: policyToKeep(tx, input.policy, holder), before };
      });
      // The guard comes first: a second writer of this secret fails here.
      const { pk, revision } = secret;
      assertChanged(await tx.db.secret.updateMany({ where: { pk, revision }, data: { updatedAt: tx.now() } }));
      const granted = await accountsGranted(tx, { secretPk: pk });
      await tx.db.secretPolicy.update({ where: { secretPk: pk }, data: { document } });
      if (secret.instancePk) await assertGrantsFit(tx, secret.instancePk, { secretPk: pk }, granted);
      await record(tx, "SetSecretPolicy", subject, { from: digestOfPolicy(before), to: digestOfPolicy(document) });
    }),
);

/** POL-01: what lies outside instances has none. */
function policyOf(secret: LoadedSecret) {
  if (!secret.instance || !secret.policy) throw new DomainError("PolicyUnsupported");
  return { base: secretPolicyBase(secret.accountId, secret.instance), before: secret.policy.document };
}
