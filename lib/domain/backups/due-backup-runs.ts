import { factsOfBackups } from "@/lib/db/backup-standing.sql";
import { tickOf } from "../calendar";
import type { Ctx } from "../context";
import { runDueAt } from "./backup-schedule-rules";

/**
 * Which backups are due for a run (BKP-30, BKP-33; see backup-schedule-rules.ts). Expired instances are backed up until
 * their release (BKP-35); expired backups are not (BKP-111).
 */
export async function dueBackupRuns(ctx: Ctx): Promise<{ subjectPk: string; dueAt: Date }[]> {
  const now = ctx.now();
  const alive = {
    state: "Enabled" as const,
    instancePk: { not: null },
    sourceReleasedAt: null,
    AND: { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  };
  const due = await ctx.db.backup.findMany({
    where: { ...alive, OR: [{ lastTickAt: null }, { lastTickAt: { lt: tickOf(now) } }] },
    orderBy: { lastTickAt: { sort: "asc", nulls: "first" } },
    select: { pk: true, lastTickAt: true, expiresAt: true },
  });
  const ahead = await ctx.db.backup.findMany({
    where: { ...alive, lastTickAt: { gt: now } },
    select: { pk: true, lastTickAt: true, expiresAt: true },
  });
  const facts =
    ahead.length === 0
      ? null
      : await factsOfBackups(
          ctx.db,
          ahead.map(({ pk }) => pk),
        ); // a clock put back
  const all = [
    ...due.map((row) => ({ ...row, takenAt: null })),
    ...ahead.map((row) => ({ ...row, takenAt: facts?.get(row.pk)?.takenAt ?? null })),
  ];
  return all.flatMap(({ pk, ...row }) => {
    const dueAt = runDueAt(row, now);
    return dueAt ? [{ subjectPk: pk, dueAt }] : [];
  });
}
