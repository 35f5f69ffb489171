import { expireOrders } from "@/lib/domain/billing/expire-orders";
import type { Duty } from "./job";

/** Orders that were not paid within a day. Their state goes by the time; this writes it down. */
export const expireOrdersDuty: Duty = {
  name: "expire-orders",
  everyMs: 60_000,
  run: async (ctx) => {
    await expireOrders(ctx);
  },
};
