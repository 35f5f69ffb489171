import type { PriceLine } from "@/lib/domain/billing/instance-price-rules";
import type { OrderForm } from "@/lib/domain/billing/order-parameters";
import type { OrderView } from "@/lib/domain/billing/order-view";

// What an invoice shows of an order (BIL-03). Pure.

/** How long a line is charged for, each unit of it: months, or what is left of a period (INS-48). */
export interface Stretch {
  months: number;
  days: number;
}

function stretchOf(form: OrderForm): Stretch | null {
  if (form.kind === "specification" || form.kind === "backupExtension")
    return { months: form.rest.months, days: form.rest.days };
  return "months" in form && form.months !== null ? { months: form.months, days: 0 } : null;
}

/** Gives back what another one took. */
export const isCreditNote = ({ form }: Pick<OrderView, "form">) => form.kind === "refund";

/** A line of the price; null for an order that has none, which is its own one line: pay-as-you-go and refunds. */
export interface InvoiceLine {
  price: PriceLine | null;
  stretch: Stretch | null;
  amountMicros: bigint;
}

type Priced = Pick<OrderView, "form" | "quote" | "amountMicros">;

export function linesOf({ form, quote, amountMicros }: Priced): InvoiceLine[] {
  if (quote.lines.length === 0) return [{ price: null, stretch: null, amountMicros }];
  const stretch = stretchOf(form);
  return quote.lines.map((price) => ({ price, stretch, amountMicros: price.amountMicros }));
}
