import { forgetAlerts } from "@/lib/domain/alerts/forget-alerts";
import { judgeConditions } from "@/lib/domain/alerts/judge-conditions";
import type { Duty } from "./job";

/** AUD-16, AUD-17, AUD-19, P25: which conditions stand, read from the rows each time. */
export const raiseAlertsDuty: Duty = {
  name: "raise-alerts",
  everyMs: 20_000,
  run: async (ctx) => {
    await judgeConditions(ctx);
  },
};

/** AUD-06 */
export const forgetAlertsDuty: Duty = {
  name: "forget-alerts",
  everyMs: 10 * 60_000,
  run: async (ctx) => {
    await forgetAlerts(ctx);
  },
};
