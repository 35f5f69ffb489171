import type { Ctx } from "../context";
import { ALERTS_KEPT_DAYS } from "./alert-rules";

const DAY_MS = 24 * 3600_000;

/** AUD-06. A condition that has stood for so long is raised again with the next judging: a reminder. */
export async function forgetAlerts(ctx: Ctx): Promise<number> {
  const before = new Date(ctx.now().getTime() - ALERTS_KEPT_DAYS * DAY_MS);
  return (await ctx.db.alert.deleteMany({ where: { lastAt: { lt: before } } })).count;
}
