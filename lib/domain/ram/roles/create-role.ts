import { z } from "zod";
import { record } from "../../audit/record";
import { accountOf, authorizeArn } from "../../authorize";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { checkPolicy } from "../../policies/check-policy";
import { changingIdentities } from "../changing-identities";
import { nameLike } from "../name-search";
import { about, assertName, identityContainer, isSameName, ROLES_MAX } from "../ram-rules";
import { documentSchema, nameSchema, textSchema, tokenSecondsSchema } from "../ram-schema";
import { isReservedRoleName, TOKEN_SECONDS_DEFAULT } from "./role-rules";
import { type RoleView, roleView } from "./role-view";

/**
 * A role, which those that its trust policy names may take on for a while (ACC-10).
 * @throws DomainError InvalidIdentityName, InvalidPolicy, PolicyTooLong, RoleExists, IdentityLimit
 */
export const createRole = operation(
  "CreateRole",
  {
    touches: "secrets",
    schema: z.object({
      roleName: nameSchema,
      description: textSchema.default(""),
      trustPolicy: documentSchema,
      maxTokenSeconds: tokenSecondsSchema.default(TOKEN_SECONDS_DEFAULT),
    }),
    stepUp: true,
  },
  async (ctx, { roleName, ...given }): Promise<RoleView> => {
    authorizeArn(ctx, "ram:CreateRole", identityContainer(accountOf(ctx), "role"));
    const name = assertName(roleName);
    if (isReservedRoleName(name)) throw new DomainError("InvalidIdentityName");
    checkPolicy("trust", given.trustPolicy);
    return changingIdentities(ctx, async (tx, { accountId, accountPk }) => {
      await assertFree(tx, accountId, name);
      const row = await tx.db.ramRole.create({
        data: { pk: tx.newId(), accountId, accountPk, name, ...given, createdAt: tx.now() },
      });
      const view = roleView(row);
      const { trustPolicy, maxTokenSeconds } = view;
      await record(tx, "CreateRole", about(accountId, view.arn), { trustPolicy, maxTokenSeconds });
      return view;
    });
  },
);

async function assertFree(tx: Tx, accountId: string, name: string): Promise<void> {
  const alike = await tx.db.ramRole.findMany({ where: { accountId, ...nameLike(name) }, select: { name: true } });
  if (alike.some((other) => isSameName(other.name, name))) throw new DomainError("RoleExists", { name });
  const count = await tx.db.ramRole.count({ where: { accountId, service: false } });
  if (count >= ROLES_MAX) throw new DomainError("IdentityLimit", { limit: ROLES_MAX });
}
