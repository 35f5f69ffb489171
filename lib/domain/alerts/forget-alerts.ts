import type { Ctx } from "../context";
import { forgottenBefore, namesThat } from "./alert-rules";

/** AUD-06. A condition that has stood for so long is told anew with the next judging, which ends the alert of before. */
export async function forgetAlerts(ctx: Ctx): Promise<number> {
  const old = { lastAt: { lt: forgottenBefore(ctx.now()) } };
  const standing = { name: { in: namesThat("stands") }, endedAt: null };
  return (await ctx.db.alert.deleteMany({ where: { ...old, NOT: standing } })).count;
}
