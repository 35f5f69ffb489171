import { z } from "zod";
import { accountOf } from "../authorize";
import { operation } from "../operation";

/** What the foot of the navigation says: is the worker on time, is the backup store there? */
export interface DeploymentPulse {
  worker: "onTime" | "late" | "unknown";
  store: "reachable" | "unreachable" | "unknown";
}

/** A worker says that it lives every few seconds; a minute of silence is late. */
const LATE_MS = 60_000;

const workerDetail = z.object({ store: z.enum(["reachable", "unreachable"]).optional() }).catch({});

/** For everybody who is signed in: it tells of the machine, not of anybody's resources. */
export const describePulse = operation(
  "DescribePulse",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<DeploymentPulse> => {
    accountOf(ctx);
    const newest = await ctx.db.heartbeat.findFirst({
      where: { process: { startsWith: "worker" } },
      orderBy: { at: "desc" },
    });
    if (!newest) return { worker: "unknown", store: "unknown" };
    const late = ctx.now().getTime() - newest.at.getTime() > LATE_MS;
    const { store } = workerDetail.parse(newest.detail);
    if (late || !store) return { worker: late ? "late" : "onTime", store: "unknown" };
    return { worker: "onTime", store };
  },
);
