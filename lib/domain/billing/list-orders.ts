import { z } from "zod";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { type OrderView, orderView } from "./order-view";

const schema = z.object({
  pageSize: z.number().int().min(1).max(100).default(20),
  /** The last order of the page before; keyset, never an offset. */
  after: z.string().optional(),
});

/** The account's orders, newest first; `next` continues. */
export const listOrders = operation(
  "ListOrders",
  { touches: "metadata", schema },
  async (ctx, input): Promise<{ orders: OrderView[]; next: string | null }> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListOrders", containerArn("*", accountId, "order"));
    const last = input.after
      ? await ctx.db.order.findFirst({ where: { accountId, orderId: input.after }, select: { pk: true } })
      : null;
    // A pk begins with the time it was made (UUIDv7), so it orders as creation does.
    const rows = await ctx.db.order.findMany({
      where: { accountId, ...(last && { pk: { lt: last.pk } }) },
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
