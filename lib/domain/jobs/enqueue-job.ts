import type { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "../context";

/** Something to do by the clock: what, for which row, and from when on. */
export interface DueJob {
  kind: string;
  subjectPk: string;
  dueAt: Date;
  /** What the job must know beyond its subject; small, and without secrets. */
  progress?: Prisma.InputJsonObject;
}

/** The subject of work that belongs to no row: one open job of its kind for the whole deployment. */
export const DEPLOYMENT = "00000000-0000-0000-0000-000000000000";

/** Writes a job unless one of its kind is open for its subject (decisions 13). Returns whether it was written. */
export async function enqueueJob(ctx: Ctx | Tx, job: DueJob): Promise<boolean> {
  return (await enqueueJobs(ctx, [job])) === 1;
}

export async function enqueueJobs(ctx: Ctx | Tx, jobs: readonly DueJob[]): Promise<number> {
  if (jobs.length === 0) return 0;
  const rows = jobs.map((job) => ({ pk: ctx.newId(), createdAt: ctx.now(), ...job }));
  return (await ctx.db.job.createMany({ data: rows, skipDuplicates: true })).count;
}
