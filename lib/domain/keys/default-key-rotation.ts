import type { Ctx, Tx } from "../context";

/** When the paid rotation of the account's default keys in the region ends; null where it is not bought, or is over (INS-22, KEY-06). */
export async function defaultRotationEndsAt(
  ctx: Ctx | Tx,
  accountId: string,
  region: string,
  now: Date,
): Promise<Date | null> {
  const plan = await ctx.db.defaultKeyRotation.findFirst({
    where: { accountId, region, startsAt: { lte: now }, endsAt: { gt: now } },
    select: { endsAt: true },
  });
  return plan?.endsAt ?? null;
}

/** Whether default keys of the account rotate in the region now. */
export async function defaultKeyRotates(ctx: Ctx | Tx, accountId: string, region: string, now: Date): Promise<boolean> {
  return (await defaultRotationEndsAt(ctx, accountId, region, now)) !== null;
}
