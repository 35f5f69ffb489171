import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx, Tx } from "../context";
import { operation } from "../operation";
import type { Prices } from "./instance-price-rules";

/** The prices of the moment, for the summary beside a purchase form (BIL-06). The order keeps those it was made with. */
export const listPrices = operation(
  "ListPrices",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<Prices> => {
    authorizeArn(ctx, "kms:ListPrices", containerArn("*", accountOf(ctx), "order"));
    return pricesOf(ctx);
  },
);

export async function pricesOf(tx: Ctx | Tx): Promise<Prices> {
  const rows = await tx.db.price.findMany();
  return Object.fromEntries(rows.map((row) => [row.code, row.amountMicros]));
}
