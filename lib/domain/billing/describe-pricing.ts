import { z } from "zod";
import type { PriceModel } from "@/lib/generated/prisma/models";
import { assertOperator } from "../accounts/acting-person";
import { operation } from "../operation";
import { asMicros } from "./money";
import type { PriceView } from "./set-price";

export interface PricingView {
  /** Whether everything costs nothing now, and since when; null: nobody has ever set it. */
  free: boolean;
  freeSince: Date | null;
  /** What the table says now, and all it has said, the newest first. */
  prices: (PriceView & { history: Omit<PriceView, "code">[] })[];
}

/** The price table for the deployment's operator (BIL-11), by code. */
export const describePricing = operation(
  "DescribePricing",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<PricingView> => {
    assertOperator(ctx, "kms:DescribePricing");
    const newestFirst = { orderBy: { startsAt: "desc" } } as const;
    const [rows, mode] = await Promise.all([
      ctx.db.price.findMany(newestFirst),
      ctx.db.pricingMode.findFirst(newestFirst),
    ]);
    const codes = [...new Set(rows.map(({ code }) => code))].sort();
    const prices = codes.flatMap((code) => {
      const history = rows.flatMap((row) => (row.code === code ? [priceOf(row)] : []));
      return history[0] ? [{ code, ...history[0], history }] : [];
    });
    return { free: mode?.free ?? false, freeSince: mode?.startsAt ?? null, prices };
  },
);

const priceOf = ({ amountMicros, startsAt }: PriceModel) => ({ amountMicros: asMicros(amountMicros), startsAt });
