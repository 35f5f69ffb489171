import type { Ctx } from "../context";

/**
 * What an account sees in a list of keys or secrets: its own, and what others made in its jointly shared instances
 * (SHR-08). The instances are looked up first and named by pk: asked for through the row's instance, the database reads
 * everybody's rows to find the account's.
 */
export async function visibleRows(
  ctx: Ctx,
  accountId: string,
  region: string,
): Promise<({ accountId: string } | { instancePk: { in: string[] } })[]> {
  const joint = await ctx.db.instance.findMany({
    where: { ownerAccountId: accountId, region, sharingMode: "Joint", saleStatus: { not: "Released" } },
    select: { pk: true },
  });
  return joint.length === 0 ? [{ accountId }] : [{ accountId }, { instancePk: { in: joint.map(({ pk }) => pk) } }];
}
