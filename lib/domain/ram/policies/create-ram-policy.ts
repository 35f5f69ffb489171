import { z } from "zod";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { checkPolicy } from "../../policies/check-policy";
import { SYSTEM_POLICIES } from "../../policies/system-policies";
import { changingIdentities } from "../changing-identities";
import { nameLike } from "../name-search";
import { about, assertName, identityContainer, isSameName, POLICIES_MAX, POLICY_NAME_MAX } from "../ram-rules";
import { documentSchema, policyNameSchema, textSchema } from "../ram-schema";
import { customPolicyView, type PolicyView } from "./policy-view";

/**
 * A custom policy; it speaks for nobody until it is attached. Its name in events is CreateRamPolicy, since the provider's
 * KMS has a CreatePolicy of its own.
 * @throws DomainError InvalidIdentityName, InvalidPolicy, PolicyTooLong, PolicyExists, IdentityLimit
 */
export const createRamPolicy = operation(
  "CreateRamPolicy",
  {
    touches: "secrets",
    schema: z.object({ policyName: policyNameSchema, description: textSchema.default(""), document: documentSchema }),
    stepUp: true,
  },
  async (ctx, { policyName, description, document }): Promise<PolicyView> => {
    authorizeArn(ctx, "ram:CreatePolicy", identityContainer(accountOf(ctx), "policy"));
    const name = assertName(policyName, POLICY_NAME_MAX);
    checkPolicy("ram", document);
    return changingIdentities(ctx, async (tx, { accountId, accountPk }) => {
      await assertFree(tx, accountId, name);
      const at = tx.now();
      const row = await tx.db.ramPolicy.create({
        data: { pk: tx.newId(), accountId, accountPk, name, description, document, createdAt: at, updatedAt: at },
      });
      const view = customPolicyView(row);
      await record(tx, "CreateRamPolicy", about(accountId, view.arn), { document });
      return view;
    });
  },
);

async function assertFree(tx: Tx, accountId: string, name: string): Promise<void> {
  const alike = await tx.db.ramPolicy.findMany({ where: { accountId, ...nameLike(name) }, select: { name: true } });
  // A custom policy named like a system one would be taken for it.
  const taken = [...alike, ...SYSTEM_POLICIES].some((other) => isSameName(other.name, name));
  if (taken) throw new DomainError("PolicyExists", { name });
  const count = await tx.db.ramPolicy.count({ where: { accountId } });
  if (count >= POLICIES_MAX) throw new DomainError("IdentityLimit", { limit: POLICIES_MAX });
}
