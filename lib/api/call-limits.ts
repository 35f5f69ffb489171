import { makePool } from "@/lib/db/pool";
import { takeLeases } from "@/lib/db/throttle.sql";
import { sampler } from "@/lib/domain/audit/sampler";
import type { CallLimits } from "@/lib/domain/call-rates";
import type { Ctx } from "@/lib/domain/context";
import type { Log } from "@/lib/log";
import { callRateAlerts } from "./call-rate-alerts";
import { throttle } from "./throttle";

/** Calls wait for a lease: one that does not come soon is no reason to keep them. */
const LEASE_TIMEOUT_MS = 2000;
/** A database that is away would otherwise fill the log with what every call says already. */
const FAILURE_LINE_MS = 10_000;

interface Needs {
  databaseUrl: string;
  /** What the limits are multiplied by; absent or 0: none. */
  scale: number | undefined;
  base: Omit<Ctx, "actor" | "source" | "requestId">;
  log: Log;
}

/** The rate limits of a gateway process (INS-11): leases from its database, and what is told of their use. */
export function gatewayCallLimits({ databaseUrl, scale, base, log }: Needs): {
  ports: { callLimits?: CallLimits };
  stop(): Promise<void>;
} {
  if (!scale) return { ports: {}, stop: async () => {} };
  const steadyNow = () => performance.now();
  const alerts = callRateAlerts(base, steadyNow, (error) => log.warn("a call rate could not be told", { error }));
  const pool = makePool(databaseUrl, { max: 1, answerTimeoutMs: LEASE_TIMEOUT_MS });
  const worthALine = sampler(FAILURE_LINE_MS);
  const callLimits = throttle(
    {
      takeLeases: (wishes) => takeLeases(pool, wishes),
      onUse: alerts.note,
      onFailure: (error) => {
        if (worthALine("", steadyNow())) log.warn("no lease of the rate limits", { error });
      },
      steadyNow,
    },
    scale,
  );
  const stop = async () => {
    await alerts.drain();
    await pool.end();
  };
  return { ports: { callLimits }, stop };
}
