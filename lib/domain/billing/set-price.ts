import { z } from "zod";
import { assertOperator } from "../accounts/acting-person";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { amountWithin, PRICE, plainAmount } from "./amount-rules";
import { asMicros, type Micros } from "./money";
import { recordForOperator } from "./operator-trail";
import { lockPricing, startOfNext } from "./pricing";

export interface PriceView {
  code: string;
  amountMicros: Micros;
  /** Since when it holds. */
  startsAt: Date;
}

/**
 * A price per unit, from now on (BIL-11): orders that are placed keep theirs, and so do days of pay-as-you-go that have
 * begun. The price that it has already is no change. What is charged by it until it changes again cannot be undone (S36).
 */
export const setPrice = operation(
  "SetPrice",
  { touches: "secrets", schema: z.object({ code: z.string().min(1).max(64), amountMicros: z.bigint() }), stepUp: true },
  async (ctx, { code, amountMicros }): Promise<PriceView> => {
    assertOperator(ctx, "kms:SetPrice");
    const price = amountWithin(PRICE, amountMicros);
    return transaction(ctx, async (tx) => {
      await lockPricing(tx);
      const before = await tx.db.price.findFirst({ where: { code }, orderBy: { startsAt: "desc" } });
      if (!before) throw new DomainError("PriceNotFound", { code });
      if (before.amountMicros === price) return { ...before, amountMicros: asMicros(before.amountMicros) };
      const row = { code, amountMicros: price, startsAt: startOfNext(tx, before.startsAt) };
      await tx.db.price.create({ data: row });
      const detail = { code, before: plainAmount(before.amountMicros), after: plainAmount(price) };
      await recordForOperator(tx, "SetPrice", detail);
      return row;
    });
  },
);
