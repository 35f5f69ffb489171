import { accountOf } from "../authorize";
import type { Ctx } from "../context";

/** Where an instance lies, whoever's it is: a host name that names it names the region too (REG-05, REG-09). */
export async function regionOfInstance(ctx: Ctx, instanceId: string): Promise<string | undefined> {
  const row = await ctx.db.instance.findUnique({ where: { instanceId }, select: { region: true } });
  return row?.region;
}

/**
 * The same for a parameter that names one of the caller's own, or one that is shared with it or was: that answers 403 and
 * not that it is nowhere (SHR-19). Any other is nowhere, as an unknown one is (POL-25).
 */
export async function regionOfOwnInstance(ctx: Ctx, instanceId: string): Promise<string | undefined> {
  const accountId = accountOf(ctx);
  const where = { instanceId, OR: [{ ownerAccountId: accountId }, { principals: { some: { accountId } } }] };
  return (await ctx.db.instance.findFirst({ where, select: { region: true } }))?.region;
}
