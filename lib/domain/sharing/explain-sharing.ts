import type { InstanceModel } from "@/lib/generated/prisma/models";
import { accountOf } from "../authorize";
import type { Ctx } from "../context";

/**
 * Why sharing gives an account nothing on what another created (SHR-19, in its order): its share is not active; it has one,
 * which is of no use for what others made (SHR-09); the instance is its own, but of independent ownership (SHR-08).
 */
export type SharingWhy = "ShareNotActive" | "ShareOfAnother" | "OwnerOfIndependent";

/**
 * What sharing has to do with a refusal to `principalAccountId`; null where nothing. Whom an instance is shared with is its
 * owner's to know: others are told of their own account alone.
 */
export async function sharingWhy(
  ctx: Ctx,
  principalAccountId: string,
  resource: { accountId: string; instance: Pick<InstanceModel, "pk" | "ownerAccountId" | "sharingMode"> | null },
): Promise<SharingWhy | null> {
  const { accountId, instance } = resource;
  if (!instance || principalAccountId === accountId) return null;
  if (principalAccountId === instance.ownerAccountId) {
    return instance.sharingMode === "Independent" ? "OwnerOfIndependent" : null;
  }
  const asker = accountOf(ctx);
  if (asker !== principalAccountId && asker !== instance.ownerAccountId) return null;
  const where = { instancePk_accountId: { instancePk: instance.pk, accountId: principalAccountId } };
  const principal = await ctx.db.instancePrincipal.findUnique({ where, select: { state: true } });
  if (!principal) return null;
  return principal.state === "Active" ? "ShareOfAnother" : "ShareNotActive";
}
