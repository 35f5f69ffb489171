import { clockSkewMs } from "@/lib/db/jobs.sql";
import type { Ctx } from "@/lib/domain/context";
import { enqueueJobs } from "@/lib/domain/jobs/enqueue-job";
import { type ClaimedJob, claimJob } from "@/lib/domain/jobs/lease";
import { settleJob } from "@/lib/domain/jobs/settle-job";
import { log } from "@/lib/log";
import { beat, endHeartbeat } from "./heartbeat";
import type { Duty, JobDefinition } from "./job";
import { actorOfJob } from "./job-context";
import { runJob } from "./run-job";
import { Wake } from "./wake";

export interface WorkerSettings {
  /** How this process is called among others. */
  name: string;
  jobs: readonly JobDefinition[];
  duties: readonly Duty[];
  pollMs: number;
  wallClock: () => number;
}

export interface Worker {
  /** Finishes what it can within `graceMs`, gives the rest back, and does nothing more. */
  stop(graceMs: number): Promise<void>;
}

const HEALTH_EVERY_MS = 10_000;
/** A check writes an object, which costs money on some stores. */
const STORE_EVERY_MS = 60_000;
/** Decisions 14 */
const MAX_SKEW_MS = 2000;

/** Starts the lanes of all jobs and the timers of all duties, once it knows how the clock stands. */
export async function startWorker(ctx: Ctx, settings: WorkerSettings): Promise<Worker> {
  const health = { store: "unreachable", clockSkewMs: 0, claims: false } as Parameters<typeof beat>[2];
  const wake = new Wake();
  const held = new Set<ClaimedJob>();

  const examine = async () => {
    await examineClock(ctx, settings, health);
    await beat(ctx, settings.name, { ...health, runningJobs: held.size });
  };
  const examineStore = async () => {
    health.store = await storeState(ctx);
  };
  await examineStore();
  await attempt("health", examine);

  const lane = async (definition: JobDefinition, schedules: boolean) => {
    while (!wake.stopped) {
      const job = health.claims ? await next(ctx, definition, schedules) : null;
      if (!job) {
        await wake.after(settings.pollMs);
        continue;
      }
      held.add(job);
      await runJob(ctx, definition, job);
      held.delete(job);
    }
  };
  const repeated = async (name: string, everyMs: number, run: () => Promise<void>) => {
    while (!wake.stopped) {
      await attempt(name, run);
      await wake.after(everyMs);
    }
  };
  const lanes = settings.jobs.flatMap((definition) =>
    Array.from({ length: definition.slots }, (_, slot) => lane(definition, slot === 0)),
  );
  const timers = [
    ...settings.duties.map((duty) =>
      repeated(duty.name, duty.everyMs, async () => {
        // Duties charge, renew and destroy by this machine's clock (decisions 14).
        while (!health.claims && !wake.stopped) await wake.after(settings.pollMs);
        if (!wake.stopped) await duty.run(actorOfJob(ctx, duty.name));
      }),
    ),
    wake.after(HEALTH_EVERY_MS).then(() => repeated("health", HEALTH_EVERY_MS, examine)),
    wake.after(STORE_EVERY_MS).then(() => repeated("store", STORE_EVERY_MS, examineStore)),
  ];

  return {
    stop: async (graceMs) => {
      wake.stop();
      const finished = Promise.all([...lanes, ...timers]);
      await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      // Another worker takes these at once instead of after the lease.
      await Promise.all([...held].map((job) => attempt("give back", () => settleJob(ctx, job, { state: "Queued" }))));
      await attempt("heartbeat", () => endHeartbeat(ctx, settings.name));
    },
  };
}

/** The next job of a kind that is due, after writing down what the domain's rows say is due. */
async function next(ctx: Ctx, definition: JobDefinition, schedules: boolean): Promise<ClaimedJob | null> {
  const { kind } = definition;
  try {
    if (schedules)
      await enqueueJobs(
        ctx,
        (await definition.due(ctx)).map((due) => ({ ...due, kind })),
      );
    return await claimJob(ctx, [kind]);
  } catch (error) {
    log.warn("jobs could not be looked for", { kind, error });
    return null;
  }
}

async function examineClock(ctx: Ctx, { wallClock }: WorkerSettings, health: { clockSkewMs: number; claims: boolean }) {
  health.clockSkewMs = await clockSkewMs(ctx.db, wallClock);
  const claims = Math.abs(health.clockSkewMs) <= MAX_SKEW_MS;
  if (!claims) {
    log.error("this machine's clock is more than 2 s from the database's: nothing is done by it", {
      skewMs: health.clockSkewMs,
    });
  }
  health.claims = claims;
}

async function storeState(ctx: Ctx): Promise<"reachable" | "unreachable"> {
  try {
    await ctx.ports.backupStore?.check();
    return ctx.ports.backupStore ? "reachable" : "unreachable";
  } catch (error) {
    log.error("the backup store does not work", { store: ctx.ports.backupStore?.name, error });
    return "unreachable";
  }
}

async function attempt(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.warn("upkeep failed and will be tried again", { name, error });
  }
}
