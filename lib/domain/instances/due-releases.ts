import type { Ctx } from "../context";
import type { DueJob } from "../jobs/enqueue-job";
import { RELEASE_JOB } from "./instance-state";
import { latestDueEnd, releaseDueAt } from "./release-date";
import { releaseProgress } from "./release-progress";

const AT_ONCE = 100;

/**
 * Subscriptions whose 15 days after expiry are over (INS-63, INS-69). Expiry itself needs no work: it follows from the
 * time (INS-62). Deletion protection stops a release by hand only (INS-49).
 */
export async function dueReleases(ctx: Ctx): Promise<DueJob[]> {
  const expired = await ctx.db.instance.findMany({
    where: { saleStatus: "Normal", endsAt: { lte: latestDueEnd(ctx.now()) } },
    select: { pk: true, endsAt: true },
    orderBy: { endsAt: "asc" },
    take: AT_ONCE,
  });
  return expired.flatMap(({ pk, endsAt }) => {
    const dueAt = endsAt && releaseDueAt(endsAt, ctx.deployment.timeZone);
    if (!dueAt || dueAt > ctx.now()) return [];
    return { kind: RELEASE_JOB, subjectPk: pk, dueAt, progress: releaseProgress({ byHand: false, force: false }) };
  });
}
