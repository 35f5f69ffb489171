import type { OrderModel } from "@/lib/generated/prisma/models";
import { unusedDays } from "../calendar";
import type { Ctx, Tx } from "../context";
import { newOrderId } from "../ids";
import { assertChanged } from "../transaction";
import { balancePayment } from "./balance-payment";
import { asMicros, type Micros, roundHalfEven } from "./money";
import { type OrderFormOf, storedOrderParameters } from "./order-parameters";
import { paymentNamed, usualPayment } from "./payment";
import { payableUntil } from "./place-order";

// Giving back (INS-65, BIL-03, BIL-09): an order of type REFUND with a negative amount, and a movement that is the
// payment's turned round.

/**
 * What unsubscribing at `now` gives back: of each payment the share of its days that have not begun. Days count whole, so
 * who leaves on the day of buying gets everything back.
 */
export async function refundOf(tx: Ctx | Tx, instancePk: string, now: Date): Promise<Micros> {
  const periods = await tx.db.paidPeriod.findMany({ where: { instancePk } });
  const shares = periods.map((period) => {
    const { unused, total } = unusedDays(period, now, tx.deployment.timeZone);
    return total === 0 ? 0n : roundHalfEven(period.amountMicros * BigInt(unused), BigInt(total));
  });
  return asMicros(shares.reduce<bigint>((sum, share) => sum + share, 0n));
}

/** Where an instance was paid from, and what is given back goes to: what came from several goes to the balance. */
export async function paidFrom(tx: Tx, instancePk: string): Promise<string> {
  const periods = await tx.db.paidPeriod.findMany({
    where: { instancePk, amountMicros: { gt: 0n } },
    select: { orderPk: true },
  });
  const orders = await tx.db.order.findMany({
    where: { pk: { in: periods.map(({ orderPk }) => orderPk) } },
    select: { paidWith: true },
  });
  const [first, ...others] = new Set(orders.flatMap(({ paidWith }) => paidWith ?? []));
  return first !== undefined && others.length === 0 ? first : balancePayment.name;
}

type Why = Omit<OrderFormOf<"refund">, "kind">;

/** An order that gives money back, not yet done. */
export function placeRefund(
  tx: Tx,
  to: Pick<OrderModel, "accountId" | "region" | "product" | "resourceId" | "paidWith">,
  amountMicros: bigint,
  why: Why,
): Promise<OrderModel> {
  const { accountId, region, product, resourceId } = to;
  const quote = { lines: [], dueMicros: asMicros(-amountMicros), perDay: null };
  const form = { kind: "refund", ...why } as const;
  return tx.db.order.create({
    data: {
      pk: tx.newId(),
      orderId: newOrderId(),
      accountId,
      region,
      type: "REFUND",
      product,
      parameters: storedOrderParameters({ form, quote }),
      chargeType: "PREPAY",
      amountMicros: -amountMicros,
      clientToken: `refund ${tx.newId()}`, // with a space, which no caller's has
      createdAt: tx.now(),
      payableUntil: payableUntil(tx.now()),
      // It goes back to where it came from.
      paidWith: to.paidWith ?? usualPayment.name,
      resourceId,
      resourceIds: resourceId === null ? [] : [resourceId],
    },
  });
}

/** Gives a placed refund, once. @throws ChangedMeanwhile where it was given or cancelled already */
export async function settleRefund(tx: Tx, refund: OrderModel): Promise<void> {
  const payment = paymentNamed(refund.paidWith ?? usualPayment.name);
  const settled = { state: "Fulfilled", paidWith: payment.name, paidAt: tx.now() } as const;
  const open = { pk: refund.pk, revision: refund.revision, state: "Unpaid" } as const;
  assertChanged(await tx.db.order.updateMany({ where: open, data: settled }));
  const { accountId, pk: orderPk, amountMicros } = refund;
  if (amountMicros < 0n) await payment.giveBack(tx, { accountId, orderPk, amountMicros: -amountMicros });
}

/** Places a refund and gives it. */
export async function payBack(tx: Tx, order: OrderModel, amountMicros: bigint, why: Why): Promise<OrderModel> {
  const refund = await placeRefund(tx, order, amountMicros, why);
  await settleRefund(tx, refund);
  return refund;
}

/** What was to be given back is not, because what it was for goes on. */
export async function cancelRefund(tx: Tx, refundPk: string): Promise<void> {
  await tx.db.order.updateMany({
    where: { pk: refundPk, state: "Unpaid" },
    data: { state: "Cancelled", cancelledAt: tx.now() },
  });
}
