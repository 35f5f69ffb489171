import { z } from "zod";
import { assertOperator } from "../accounts/acting-person";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { recordForOperator } from "./operator-trail";
import { lockPricing, startOfNext } from "./pricing";

/**
 * Free mode (BIL-11): from now on everything costs nothing, and goes the same way; or what the price table says again.
 * Orders that are placed keep their price. What is given away by it cannot be undone (S36).
 */
export const setFreeMode = operation(
  "SetFreeMode",
  { touches: "secrets", schema: z.object({ free: z.boolean() }), stepUp: true },
  async (ctx, { free }): Promise<{ free: boolean; startsAt: Date | null }> => {
    assertOperator(ctx, "kms:SetFreeMode");
    return transaction(ctx, async (tx) => {
      await lockPricing(tx);
      const before = await tx.db.pricingMode.findFirst({ orderBy: { startsAt: "desc" } });
      if ((before?.free ?? false) === free) return { free, startsAt: before?.startsAt ?? null };
      const row = { free, startsAt: startOfNext(tx, before?.startsAt) };
      await tx.db.pricingMode.create({ data: row });
      await recordForOperator(tx, "SetFreeMode", { before: !free, after: free });
      return row;
    });
  },
);
