import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { SUBSCRIPTION_MONTHS } from "../instances/instance-rules";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quotePlan } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder } from "./place-order";

const schema = z.object({
  region: z.string(),
  plan: z.literal("DefaultKeyRotation"),
  months: z.union(SUBSCRIPTION_MONTHS.map((months) => z.literal(months))),
  clientToken,
});

/**
 * Buy Now of a value-added plan: automatic rotation of the region's default key (INS-22, KEY-06). A second one while one
 * is in effect can be ordered; when it is paid its price is given back (see fulfil-plan.ts).
 */
export const createPlanOrder = operation(
  "CreatePlanOrder",
  { touches: "secrets", schema },
  (ctx, { region: asked, plan, months, clientToken: token }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const region = regionOf(tx, asked).id;
      authorizeArn(tx, "kms:CreatePlanOrder", containerArn("*", accountOf(tx), "order"));
      const what = { region, type: "NEW", product: "plan.default-key-rotation", chargeType: "PREPAY" } as const;
      const form = { kind: "plan", plan, months } as const;
      const quote = quotePlan(await pricesOf(tx), months);
      return placeOrder(tx, "CreatePlanOrder", token, { ...what, form, resourceId: null }, quote);
    }),
);
