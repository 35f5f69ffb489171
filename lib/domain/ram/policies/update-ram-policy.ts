import { z } from "zod";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import { checkPolicy } from "../../policies/check-policy";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { documentSchema, policyNameSchema, textSchema } from "../ram-schema";
import { loadRamPolicy } from "./load-policy";
import { customPolicyView, type PolicyView } from "./policy-view";

/**
 * Another document for a custom policy, wherever it is attached: the next call of each of its holders is judged by it.
 * @throws DomainError PolicyNotFound, InvalidPolicy, PolicyTooLong
 */
export const updateRamPolicy = operation(
  "UpdateRamPolicy",
  {
    touches: "secrets",
    schema: z.object({
      policyName: policyNameSchema,
      description: textSchema.optional(),
      document: documentSchema.optional(),
    }),
    stepUp: true,
  },
  async (ctx, { policyName, ...wished }): Promise<PolicyView> =>
    changingIdentities(ctx, async (tx) => {
      const policy = authorize(tx, "ram:UpdatePolicy", await loadRamPolicy(tx, policyName));
      if (wished.document !== undefined) checkPolicy("ram", wished.document);
      const { pk, revision, accountId } = policy;
      const { description = policy.description, document = policy.document } = wished;
      const data = { description, document, updatedAt: tx.now() };
      assertChanged(await tx.db.ramPolicy.updateMany({ where: { pk, revision }, data }));
      const view = customPolicyView({ ...policy, ...data });
      await record(tx, "UpdateRamPolicy", about(accountId, view.arn), { description, document });
      return view;
    }),
);
