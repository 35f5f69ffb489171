import { z } from "zod";
import type { ChargeType, OrderType } from "@/lib/generated/prisma/enums";
import { record } from "../audit/record";
import { accountOf } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { newOrderId } from "../ids";
import { invalidAmount, LARGEST_MICROS } from "./amount-rules";
import type { Quote } from "./instance-price-rules";
import { askedText, type OrderForm, storedOrderParameters } from "./order-parameters";
import { type OrderView, orderView } from "./order-view";
import { assertCanPay } from "./payment";

/** Makes a repeated Buy Now one order (BIL-03). */
export const clientToken = z.string().regex(/^[\x21-\x7e]{1,64}$/);

export interface Asked {
  region: string;
  type: OrderType;
  product: "instance.software" | "plan.default-key-rotation" | "plan.instance-backup";
  chargeType: ChargeType;
  form: OrderForm;
  /** What is renewed or upgraded; null for what is new. */
  resourceId: string | null;
}

/**
 * Buy Now (BIL-01): what is asked for becomes an order with the price of the moment; nothing is taken and nothing is made
 * yet. The same client token is the same order, also when it comes twice at once; with another form it is refused.
 */
export async function placeOrder(tx: Tx, event: string, token: string, asked: Asked, quote: Quote): Promise<OrderView> {
  const accountId = accountOf(tx);
  const { form, ...what } = asked;
  if (quote.dueMicros > LARGEST_MICROS) throw invalidAmount({ minimum: 0n, maximum: LARGEST_MICROS });
  const pk = tx.newId();
  const order = {
    pk,
    orderId: newOrderId(),
    accountId,
    ...what,
    clientToken: token,
    createdAt: tx.now(),
    payableUntil: payableUntil(tx.now()),
  };
  const parameters = storedOrderParameters({ form, quote });
  // Waits for the other of two at once, and then finds its row.
  await tx.db.order.createMany({
    data: [{ ...order, parameters, amountMicros: quote.dueMicros }],
    skipDuplicates: true,
  });
  const stored = await tx.db.order.findUniqueOrThrow({
    where: { accountId_clientToken: { accountId, clientToken: token } },
  });
  const view = orderView(tx, stored);
  if (stored.pk !== pk) return assertSame(view, asked);
  // Whoever owes for days of pay-as-you-go orders nothing more, of any kind (BIL-04).
  await assertCanPay(tx, accountId, 0n);
  const detail = { orderId: stored.orderId, chargeType: stored.chargeType, resourceId: asked.resourceId ?? "" };
  await record(
    tx,
    event,
    { accountId, region: asked.region, arn: stored.orderId },
    { ...detail, amountMicros: stored.amountMicros.toString() },
  );
  return view;
}

const PAYABLE_MS = 24 * 3600_000;

/** Until when the price of an order holds that is made now. */
export const payableUntil = (now: Date) => new Date(now.getTime() + PAYABLE_MS);

/** The order of that token, where there is one: asked before what the first one may have changed since is judged. */
export async function repeatedOrder(tx: Tx, token: string, asked: Asked): Promise<OrderView | null> {
  const where = { accountId_clientToken: { accountId: accountOf(tx), clientToken: token } };
  const stored = await tx.db.order.findUnique({ where });
  return stored && assertSame(orderView(tx, stored), asked);
}

function assertSame(stored: OrderView, asked: Asked): OrderView {
  if (stored.type !== asked.type || askedText(stored) !== askedText(asked)) {
    throw new DomainError("InvalidParameter", { name: "ClientToken" });
  }
  return stored;
}
