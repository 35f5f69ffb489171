import { tickOf } from "../calendar";
import type { Ctx } from "../context";

/**
 * Which backups are due for a run (BKP-30): one that was never run, at once; every other at each five-minute mark that
 * lies after its last tick. Marks that were missed are one run together, since a run takes all that changed; the first
 * of a day is that day's full (BKP-33). Where the clock was put back behind the last tick, what counts is when that run was
 * taken; its ticks go on from the last. Expired instances are backed up until their release (BKP-35).
 */
export async function dueBackupRuns(ctx: Ctx): Promise<{ subjectPk: string; dueAt: Date }[]> {
  const mark = tickOf(ctx.now());
  const due = await ctx.db.backup.findMany({
    where: {
      state: "Enabled",
      instancePk: { not: null },
      sourceReleasedAt: null,
      OR: [{ lastTickAt: null }, { lastTickAt: { lt: mark } }],
    },
    orderBy: { lastTickAt: { sort: "asc", nulls: "first" } },
    select: { pk: true, lastTickAt: true, enabledAt: true },
  });
  const ahead = await aheadOfClock(ctx, mark);
  return [...due, ...ahead].map(({ pk, lastTickAt, enabledAt }) => ({
    subjectPk: pk,
    dueAt: lastTickAt ? mark : (enabledAt ?? mark),
  }));
}

async function aheadOfClock(ctx: Ctx, mark: Date) {
  const ahead = await ctx.db.backup.findMany({
    where: { state: "Enabled", instancePk: { not: null }, sourceReleasedAt: null, lastTickAt: { gt: ctx.now() } },
    select: {
      pk: true,
      lastTickAt: true,
      enabledAt: true,
      runs: {
        where: { state: "Complete" },
        orderBy: { tickAt: "desc" },
        take: 1,
        select: { completedAt: true },
      },
    },
  });
  return ahead.filter(({ runs: [last] }) => {
    const takenAt = last?.completedAt;
    return !takenAt || takenAt < mark || takenAt > ctx.now();
  });
}
