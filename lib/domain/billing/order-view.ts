import type { ChargeType, OrderState, OrderType } from "@/lib/generated/prisma/enums";
import type { OrderModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { lackingCalls } from "../lack";
import type { Quote } from "./instance-price-rules";
import { asMicros, type Micros } from "./money";
import { type OrderForm, parseOrderParameters } from "./order-parameters";
import { orderStateAt } from "./order-state";

export interface OrderView {
  orderId: string;
  arn: string;
  region: string;
  type: OrderType;
  product: string;
  chargeType: ChargeType;
  /** Cancelled once it was not paid in time. */
  state: OrderState;
  /**
   * What Pay takes: 0 for pay-as-you-go, whose days are charged afterwards; `quote.perDay` says how much (BIL-04). Below 0
   * for a refund.
   */
  amountMicros: Micros;
  form: OrderForm;
  quote: Quote;
  createdAt: Date;
  /** Until when it can be paid, and its price holds. */
  payableUntil: Date;
  paidAt: Date | null;
  /** When it was given up, or written down that nobody paid it in time. */
  cancelledAt: Date | null;
  /** The provider of payments; null before it is paid. */
  paidWith: string | null;
  /** What is renewed, upgraded or given back; of what was bought, the first, once it is paid. */
  resourceId: string | null;
  /** All that was bought. */
  resourceIds: string[];
  /** What the caller has no permission for, whatever the state (P10). */
  lacking: OrderCall[];
}

const ORDER_CALLS = ["DescribeOrder", "PayOrder", "CancelOrder"] as const;
export type OrderCall = (typeof ORDER_CALLS)[number];

export function orderView(ctx: Ctx | Tx, order: OrderModel): OrderView {
  const arn = arnOf("*", order.accountId, "order", order.orderId);
  const { form, quote } = parseOrderParameters(order.parameters);
  return {
    orderId: order.orderId,
    arn,
    region: order.region,
    type: order.type,
    product: order.product,
    chargeType: order.chargeType,
    state: orderStateAt(order, ctx.now()),
    amountMicros: asMicros(order.amountMicros),
    form,
    quote,
    createdAt: order.createdAt,
    payableUntil: order.payableUntil,
    paidAt: order.paidAt,
    cancelledAt: order.cancelledAt,
    paidWith: order.paidWith,
    resourceId: order.resourceId,
    resourceIds: order.resourceIds,
    lacking: lackingCalls(ctx, ORDER_CALLS, new Unread(arn, "OrderNotFound", order)),
  };
}
