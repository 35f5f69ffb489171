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

/** Of each code the price that holds at `at`; all 0 while the deployment is in free mode (BIL-11). */
export async function pricesOf(tx: Ctx | Tx, at = tx.now()): Promise<Prices> {
  const begun = { where: { startsAt: { lte: at } }, orderBy: { startsAt: "asc" } } as const;
  const [rows, modes] = await Promise.all([tx.db.price.findMany(begun), tx.db.pricingMode.findMany(begun)]);
  const free = modes.at(-1)?.free ?? false;
  return Object.fromEntries(rows.map((row) => [row.code, free ? 0n : row.amountMicros]));
}
