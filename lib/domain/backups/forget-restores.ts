import type { Ctx } from "../context";

const DAY_MS = 24 * 60 * 60_000;
const PLANS_KEPT_DAYS = 7;
const REPORTS_KEPT_DAYS = 400;
/** One may have a hundred thousand items. */
const AT_ONCE = 5;

/** Plans that nobody began, and reports of long ago. */
export async function forgetRestores(ctx: Ctx): Promise<void> {
  const before = (days: number) => ({ lt: new Date(ctx.now().getTime() - days * DAY_MS) });
  const old = await ctx.db.restore.findMany({
    where: {
      OR: [
        { state: "Planned", createdAt: before(PLANS_KEPT_DAYS) },
        { state: { in: ["Done", "Stopped", "Failed"] }, endedAt: before(REPORTS_KEPT_DAYS) },
      ],
    },
    select: { pk: true, revision: true },
    take: AT_ONCE,
  });
  for (const { pk, revision } of old) await ctx.db.restore.deleteMany({ where: { pk, revision } });
}
