import { tickOf } from "../calendar";
import type { Ctx } from "../context";

/**
 * Which backups are due for a run (BKP-30): one that was never run, at once; every other at each five-minute mark that
 * lies after its last tick. Marks that were missed are one run together, since a run takes all that changed; the first
 * of a day is that day's full (BKP-33). Expired instances are backed up until their release (BKP-35).
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
  return due.map(({ pk, lastTickAt, enabledAt }) => ({
    subjectPk: pk,
    dueAt: lastTickAt ? mark : (enabledAt ?? mark),
  }));
}
