import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { roleArn } from "../../policies/principal";
import { assertChanged } from "../../transaction";
import { changingIdentities } from "../changing-identities";
import { about } from "../ram-rules";
import { nameSchema } from "../ram-schema";
import { loadChangeableRole } from "./load-role";

/**
 * Deletes a role that has no policies any more. Its temporary credentials end with it.
 * @throws DomainError RoleNotFound, RoleReadOnly, IdentityInUse
 */
export const deleteRole = operation(
  "DeleteRole",
  { touches: "secrets", schema: z.object({ roleName: nameSchema }), stepUp: true },
  async (ctx, { roleName }) =>
    changingIdentities(ctx, async (tx) => {
      const { pk, revision, accountId } = await loadChangeableRole(tx, "ram:DeleteRole", roleName);
      if ((await tx.db.policyAttachment.count({ where: { rolePk: pk } })) > 0) {
        throw new DomainError("IdentityInUse", { what: "policies" });
      }
      const endedTokens = await tx.db.roleToken.count({ where: { rolePk: pk, expiresAt: { gt: tx.now() } } });
      assertChanged(await tx.db.ramRole.deleteMany({ where: { pk, revision } }));
      await record(tx, "DeleteRole", about(accountId, roleArn(accountId, roleName)), { endedTokens });
      return { endedTokens };
    }),
);
