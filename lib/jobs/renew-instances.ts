import { findAutoRenewals, renewAutomatically } from "@/lib/domain/instances/renew-automatically";
import { log } from "@/lib/log";
import type { Duty } from "./job";

/** INS-25: renews what renews itself, each in a transaction of its own. */
export const renewInstancesDuty: Duty = {
  name: "renew-instances",
  everyMs: 30_000,
  run: async (ctx) => {
    for (const { pk } of await findAutoRenewals(ctx)) {
      try {
        await renewAutomatically(ctx, pk);
      } catch (error) {
        // One that was changed meanwhile keeps no other from being renewed; it is found again the next time.
        log.warn("an automatic renewal failed and will be tried again", { instancePk: pk, error });
      }
    }
  },
};
