import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { loadOrder } from "./load-order";
import { type OrderView, orderView } from "./order-view";

/** One order, with the price it was shown with. */
export const describeOrder = operation(
  "DescribeOrder",
  { touches: "metadata", schema: z.object({ orderId: z.string() }) },
  async (ctx, input): Promise<OrderView> =>
    orderView(ctx, authorize(ctx, "kms:DescribeOrder", await loadOrder(ctx, input.orderId))),
);
