import { z } from "zod";
import { authorize } from "../authorize";
import { RENEWAL_MONTHS } from "../instances/instance-rules";
import { assertOffered } from "../instances/instance-standing";
import { loadInstance } from "../instances/load-instance";
import { specificationOf } from "../instances/specification";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { quoteRenewal } from "./instance-price-rules";
import { pricesOf } from "./list-prices";
import type { OrderView } from "./order-view";
import { clientToken, placeOrder, repeatedOrder } from "./place-order";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  months: z.union(RENEWAL_MONTHS.map((months) => z.literal(months))),
  clientToken,
});

/** Buy Now of the Renew page (INS-24, INS-67), until the 15 days after expiry are over (INS-63). Pay-as-you-go has no end. */
export const createRenewalOrder = operation(
  "CreateRenewalOrder",
  { touches: "secrets", schema },
  (ctx, { region, instanceId, months, clientToken: token }): Promise<OrderView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:CreateRenewalOrder", await loadInstance(tx, region, instanceId));
      const specification = specificationOf(instance);
      const form = { kind: "renewal", months, specification, automatic: false } as const;
      const what = { region, type: "RENEW", product: "instance.software", chargeType: "PREPAY" } as const;
      const asked = { ...what, form, resourceId: instanceId };
      const repeated = await repeatedOrder(tx, token, asked);
      if (repeated) return repeated;
      assertOffered(tx, "CreateRenewalOrder", instance);
      const quote = quoteRenewal(await pricesOf(tx), specification, months);
      return placeOrder(tx, "CreateRenewalOrder", token, asked, quote);
    }),
);
