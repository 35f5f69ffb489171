import type { Ctx } from "@/lib/domain/context";

/** Rows of processes that have not been heard of for that long are removed: they were killed. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/** What the foot of the navigation and `kms status` show of a process. */
export interface Heartbeat {
  store: "reachable" | "unreachable";
  /** How far this process's clock is from the database's; beyond 2 s it claims nothing (decisions 14). */
  clockSkewMs: number;
  claims: boolean;
  runningJobs: number;
}

export async function beat(ctx: Ctx, process: string, detail: Heartbeat): Promise<void> {
  const at = ctx.now();
  const row = { at, detail: { ...detail } };
  await ctx.db.heartbeat.upsert({ where: { process }, create: { process, ...row }, update: row });
  const forgotten = new Date(at.getTime() - FORGOTTEN_AFTER_MS);
  await ctx.db.heartbeat.deleteMany({ where: { process: { startsWith: "worker:" }, at: { lt: forgotten } } });
}

/** A process that stops in order leaves no row behind. */
export async function endHeartbeat(ctx: Ctx, process: string): Promise<void> {
  await ctx.db.heartbeat.deleteMany({ where: { process } });
}
