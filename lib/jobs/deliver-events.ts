import { dueTargets } from "@/lib/db/deliveries.sql";
import { deliverTarget } from "@/lib/domain/deliveries/deliver-target";
import { log } from "@/lib/log";
import type { Duty } from "./job";

/** Beyond this many receivers at once that are slow, others wait for the next second. */
const AT_ONCE = 16;

/**
 * P25: starts sending to each target that has something to get, and waits for none: a receiver that hangs delays no
 * other. What a stopping worker leaves half done is sent again once its lease ends.
 */
export const deliverEventsDuty: Duty = deliverEvents();

export function deliverEvents(): Duty {
  const running = new Set<string>();
  return {
    name: "deliver-events",
    everyMs: 1000,
    run: async (ctx) => {
      for (const pk of await dueTargets(ctx.db, ctx.now(), AT_ONCE)) {
        if (running.has(pk) || running.size >= AT_ONCE) continue;
        running.add(pk);
        deliverTarget(ctx, pk)
          .catch((error: unknown) => log.warn("a delivery failed and will be tried again", { targetPk: pk, error }))
          .finally(() => running.delete(pk));
      }
    },
  };
}
