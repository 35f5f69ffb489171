import { z } from "zod";
import { record } from "../../audit/record";
import { operation } from "../../operation";
import { checkPolicy } from "../../policies/check-policy";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { documentSchema, nameSchema, textSchema, tokenSecondsSchema } from "../ram-schema";
import { loadChangeableRole } from "./load-role";
import { type RoleView, roleView } from "./role-view";

/**
 * Whom a role trusts, how long its tokens may live, and its description. Tokens that were given out keep to their end;
 * deleting the role ends them at once.
 * @throws DomainError RoleNotFound, RoleReadOnly, InvalidPolicy, PolicyTooLong
 */
export const updateRole = operation(
  "UpdateRole",
  {
    touches: "secrets",
    schema: z.object({
      roleName: nameSchema,
      description: textSchema.optional(),
      trustPolicy: documentSchema.optional(),
      maxTokenSeconds: tokenSecondsSchema.optional(),
    }),
    stepUp: true,
  },
  async (ctx, { roleName, ...wished }): Promise<RoleView> =>
    changingIdentities(ctx, async (tx) => {
      const role = await loadChangeableRole(tx, "ram:UpdateRole", roleName);
      if (wished.trustPolicy !== undefined) checkPolicy("trust", wished.trustPolicy);
      const { pk, revision, accountId } = role;
      const {
        description = role.description,
        trustPolicy = role.trustPolicy,
        maxTokenSeconds = role.maxTokenSeconds,
      } = wished;
      const data = { description, trustPolicy, maxTokenSeconds };
      assertChanged(await tx.db.ramRole.updateMany({ where: { pk, revision }, data }));
      const view = roleView({ ...role, ...data });
      await record(tx, "UpdateRole", about(accountId, view.arn), data);
      return view;
    }),
);
