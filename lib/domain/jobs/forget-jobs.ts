import type { Ctx } from "../context";

const KEPT_DAYS = { done: 2, failed: 90 };

/** Removes the rows of ended jobs: finished ones soon, failed ones when nobody asks about them any more. */
export async function forgetEndedJobs(ctx: Ctx): Promise<void> {
  const before = (days: number) => new Date(ctx.now().getTime() - days * 24 * 3600_000);
  await ctx.db.job.deleteMany({
    where: { state: { in: ["Done", "Cancelled"] }, endedAt: { lt: before(KEPT_DAYS.done) } },
  });
  await ctx.db.job.deleteMany({ where: { state: "Failed", endedAt: { lt: before(KEPT_DAYS.failed) } } });
}
