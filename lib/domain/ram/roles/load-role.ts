import { accountOf, authorize, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { roleArn } from "../../policies/principal";

export async function loadRole(ctx: Ctx | Tx, roleName: string) {
  const accountId = accountOf(ctx);
  const row = await ctx.db.ramRole.findUnique({ where: { accountId_name: { accountId, name: roleName } } });
  return new Unread(roleArn(accountId, roleName), "RoleNotFound", row);
}

/** A role that people may change: not one of the product's own (ACC-09). @throws DomainError RoleNotFound, RoleReadOnly */
export async function loadChangeableRole(tx: Tx, action: string, roleName: string) {
  const role = authorize(tx, action, await loadRole(tx, roleName));
  if (role.service) throw new DomainError("RoleReadOnly");
  return role;
}
