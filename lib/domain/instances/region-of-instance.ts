import type { Ctx } from "../context";

/** Where an instance lies, whoever's it is: a host name or parameter that names it names the region too (REG-05, REG-09). */
export async function regionOfInstance(ctx: Ctx, instanceId: string): Promise<string | undefined> {
  const row = await ctx.db.instance.findUnique({ where: { instanceId }, select: { region: true } });
  return row?.region;
}
