import type { Prisma } from "@/lib/generated/prisma/client";
import type { OrderState } from "@/lib/generated/prisma/enums";
import type { OrderModel } from "@/lib/generated/prisma/models";

// Time is part of an order's state: what nobody paid in time is cancelled, whether or not the worker has been there.

type OrderStanding = Pick<OrderModel, "type" | "state" | "paidAt" | "cancelledAt" | "payableUntil">;

/**
 * Whether its time to be paid ran out, which it does not for one that was given up before. A refund waits for the end of its
 * instance, however long that takes.
 */
export function isOrderExpired(order: OrderStanding, now: Date): boolean {
  const { type, state, paidAt, cancelledAt, payableUntil } = order;
  const unpaid = type !== "REFUND" && paidAt === null && (state === "Unpaid" || state === "Cancelled");
  const givenUp = cancelledAt !== null && cancelledAt < payableUntil;
  return unpaid && !givenUp && payableUntil.getTime() <= now.getTime();
}

export function orderStateAt(order: OrderStanding, now: Date): OrderState {
  return isOrderExpired(order, now) ? "Cancelled" : order.state;
}

/** What the worker still has to write down as cancelled. */
export const overdueOrders = (now: Date) =>
  ({ state: "Unpaid", type: { not: "REFUND" }, payableUntil: { lte: now } }) satisfies Prisma.OrderWhereInput;

/** Orders that are in one of these states now. */
export function ordersIn(states: readonly OrderState[], now: Date): Prisma.OrderWhereInput {
  const stored: Prisma.OrderWhereInput = { state: { in: [...states] } };
  if (states.includes("Unpaid") === states.includes("Cancelled")) return stored;
  const overdue = overdueOrders(now);
  return states.includes("Cancelled") ? { OR: [stored, overdue] } : { AND: [stored, { NOT: overdue }] };
}
