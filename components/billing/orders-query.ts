import { type ListQuery, readListQuery, wordOf } from "./list-query";
import { daysAsked } from "./statement-query";

const NAMES = ["id", "type", "state", "product", "from", "to"] as const;
export type OrdersQuery = ListQuery<(typeof NAMES)[number]>;

export const readOrdersQuery = (search: Parameters<typeof readListQuery>[0]): OrdersQuery =>
  readListQuery(search, NAMES);

const ORDER_TYPES = ["NEW", "RENEW", "UPGRADE", "EXTEND", "REFUND"] as const;
const ORDER_STATES = ["Unpaid", "Paid", "Fulfilled", "Cancelled"] as const;
const PRODUCTS = ["instance.software", "plan.default-key-rotation", "plan.instance-backup"] as const;

/** What is looked for; what the address says and nobody offers is left out. Days are whole, both of them included. */
export function ordersFilterOf(query: OrdersQuery, timeZone: string) {
  const { set } = query;
  const [type, state, product] = [
    wordOf(set.type, ORDER_TYPES),
    wordOf(set.state, ORDER_STATES),
    wordOf(set.product, PRODUCTS),
  ];
  return {
    ...(type && { types: [type] }),
    ...(state && { states: [state] }),
    ...(product && { products: [product] }),
    ...daysAsked(query, timeZone),
    ...(set.id && (set.id.startsWith("ord-") ? { orderId: set.id } : { resourceId: set.id })),
  };
}
