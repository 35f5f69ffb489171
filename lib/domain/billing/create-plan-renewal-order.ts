import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import { RENEWAL_MONTHS } from "../instances/instance-rules";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quotePlan } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const schema = z.object({
  region: z.string(),
  planId: z.string(),
  months: z.union(RENEWAL_MONTHS.map((months) => z.literal(months))),
  clientToken,
});

/** Renewal of a value-added plan (INS-22, INS-24), in effect or over: it keeps its id. Of a plan there is nothing to be lost. */
export const createPlanRenewalOrder = operation(
  "CreatePlanRenewalOrder",
  { touches: "secrets", schema },
  (ctx, { region: asked, planId, months, clientToken: token }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const region = regionOf(tx, asked).id;
      const accountId = accountOf(tx);
      authorizeArn(tx, "kms:CreatePlanRenewalOrder", containerArn("*", accountId, "order"));
      const what = { region, type: "RENEW", product: "plan.default-key-rotation", chargeType: "PREPAY" } as const;
      const form = { kind: "planRenewal", plan: "DefaultKeyRotation", months } as const;
      const wanted = { ...what, form, resourceId: planId };
      const repeated = await repeatedOrder(tx, token, wanted);
      if (repeated) return repeated;
      const plan = await tx.db.defaultKeyRotation.findFirst({ where: { accountId, region, planId } });
      if (!plan) throw new DomainError("PlanNotFound");
      return placeOrder(tx, "CreatePlanRenewalOrder", token, wanted, quotePlan(await pricesOf(tx), months));
    }),
);
