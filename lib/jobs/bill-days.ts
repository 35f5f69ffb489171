import { billNextDay, findInstancesToBill, forgetReleased } from "@/lib/domain/billing/bill-day";
import { log } from "@/lib/log";
import type { Duty } from "./job";

/** BIL-04, INS-66: days of pay-as-you-go that are over, each in a transaction of its own; soon after midnight. */
export const billDaysDuty: Duty = {
  name: "bill-days",
  everyMs: 20_000,
  run: async (ctx) => {
    for await (const instancePk of findInstancesToBill(ctx)) {
      try {
        while (await billNextDay(ctx, instancePk));
      } catch (error) {
        // One that cannot be charged now keeps no other from it; it is found again the next time.
        log.warn("a day could not be charged and will be tried again", { instancePk, error });
      }
    }
    await forgetReleased(ctx);
  },
};
