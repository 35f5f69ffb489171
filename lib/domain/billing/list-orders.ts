import { z } from "zod";
import { OrderState, OrderType } from "@/lib/generated/prisma/enums";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { ordersIn } from "./order-state";
import { type OrderView, orderView } from "./order-view";

const text = z.string().min(1).max(64);

const schema = z.object({
  pageSize: z.number().int().min(1).max(100).default(20),
  /** The last order of the page before; keyset, never an offset. */
  after: z.string().optional(),
  types: z.array(z.enum(OrderType)).min(1).optional(),
  /** As they are now: an order that was not paid in time is Cancelled. */
  states: z.array(z.enum(OrderState)).min(1).optional(),
  products: z.array(text).min(1).max(20).optional(),
  /** When it was made: from `from` on and before `to`. */
  from: z.date().optional(),
  to: z.date().optional(),
  /** An instance or plan that was bought, renewed, upgraded or given back. */
  resourceId: text.optional(),
  orderId: text.optional(),
});

/** The account's orders, newest first; `next` continues. */
export const listOrders = operation(
  "ListOrders",
  { touches: "metadata", schema },
  async (ctx, input): Promise<{ orders: OrderView[]; next: string | null }> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListOrders", containerArn("*", accountId, "order"));
    const { types, states, products, from, to, resourceId, orderId } = input;
    const last = input.after
      ? await ctx.db.order.findFirst({ where: { accountId, orderId: input.after }, select: { pk: true } })
      : null;
    // A pk begins with the time it was made (UUIDv7), so it orders as creation does.
    const rows = await ctx.db.order.findMany({
      where: {
        accountId,
        ...(last && { pk: { lt: last.pk } }),
        ...(types && { type: { in: types } }),
        ...(products && { product: { in: products } }),
        ...((from || to) && { createdAt: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
        ...(orderId !== undefined && { orderId }),
        AND: [
          states ? ordersIn(states, ctx.now()) : {},
          resourceId === undefined ? {} : { OR: [{ resourceId }, { resourceIds: { has: resourceId } }] },
        ],
      },
      orderBy: { pk: "desc" },
      take: input.pageSize + 1,
    });
    const page = rows.slice(0, input.pageSize);
    return {
      orders: page.map((order) => orderView(ctx, order)),
      next: rows.length > page.length ? (page.at(-1)?.orderId ?? null) : null,
    };
  },
);
