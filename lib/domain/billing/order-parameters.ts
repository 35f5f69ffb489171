import { z } from "zod";
import type { Specification } from "../instances/instance-rules";
import type { Quote } from "./instance-price-rules";
import { asMicros } from "./money";

// What an order's JSON column holds: the form as it was sent, and the price as it was shown, so that a later change of
// the price table changes no order.

const micros = z
  .string()
  .regex(/^-?\d+$/)
  .transform((digits) => asMicros(BigInt(digits)));

const stored = z.object({
  form: z.object({
    instanceType: z.literal("SOFTWARE"),
    months: z.number().int().nullable(),
    specification: z.object({
      qps: z.number(),
      keyQuota: z.number(),
      secretQuota: z.number(),
      accessQuota: z.number(),
      logStorageGb: z.number(),
    }),
  }),
  quote: z.object({
    lines: z.array(z.object({ code: z.string(), quantity: z.number(), unitMicros: micros, amountMicros: micros })),
    dueMicros: micros,
    perDay: z.object({ instanceMicros: micros, keyMicros: micros }).nullable(),
  }),
});

export interface InstanceForm {
  instanceType: "SOFTWARE";
  /** Null for pay-as-you-go. */
  months: number | null;
  specification: Specification;
}

export interface OrderParameters {
  form: InstanceForm;
  quote: Quote;
}

export function parseOrderParameters(json: unknown): OrderParameters {
  return stored.parse(json);
}

export function storedOrderParameters({ form, quote }: OrderParameters) {
  return {
    form: { ...form, specification: { ...form.specification } },
    quote: {
      lines: quote.lines.map((line) => ({
        ...line,
        unitMicros: line.unitMicros.toString(),
        amountMicros: line.amountMicros.toString(),
      })),
      dueMicros: quote.dueMicros.toString(),
      perDay: quote.perDay && {
        instanceMicros: quote.perDay.instanceMicros.toString(),
        keyMicros: quote.perDay.keyMicros.toString(),
      },
    },
  };
}
