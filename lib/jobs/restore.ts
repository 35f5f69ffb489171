import { batchItems } from "@/lib/domain/backups/restore-feed";
import { runRestore } from "@/lib/domain/backups/run-restore";
import { RESTORE_JOB } from "@/lib/domain/backups/start-restore";
import type { JobDefinition } from "./job";

/** What keeps a restore from going on makes it Failed, for people to see; the job itself is never given up. */
export const restoreJob: JobDefinition = {
  kind: RESTORE_JOB,
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  longestBackoffMs: 30_000,
  due: async (ctx) => {
    const running = await ctx.db.restore.findMany({ where: { state: "Running" }, select: { pk: true } });
    return running.map(({ pk }) => ({ subjectPk: pk, dueAt: ctx.now() }));
  },
  run: async (ctx, job) => {
    await runRestore(ctx, job.subjectPk, job, { batchSize: batchItems(job.attempt) });
    return undefined;
  },
};
