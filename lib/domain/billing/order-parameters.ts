import { z } from "zod";
import type { PriceLine, Quote } from "./instance-price-rules";
import { asMicros } from "./money";

// What an order's JSON column holds: what was asked for, and the price as it was shown, so that a later change of the
// price table changes no order.

const micros = z
  .string()
  .regex(/^-?\d+$/)
  .transform((digits) => asMicros(BigInt(digits)));

const specification = z.object({
  qps: z.number(),
  keyQuota: z.number(),
  secretQuota: z.number(),
  accessQuota: z.number(),
  logStorageGb: z.number(),
});

const instance = z.object({
  kind: z.literal("instance"),
  instanceType: z.literal("SOFTWARE"),
  /** Null for pay-as-you-go. */
  months: z.number().int().nullable(),
  specification,
  site: z.enum(["International", "ChineseMainland"]).default("International"),
  /** Null where the form asks for none (INS-23). */
  deploymentMode: z.enum(["SingleZone", "DualZone", "MultiZone"]).nullable().default(null),
  quantity: z.number().int().default(1),
  /** An older image than the newest, which the operator may ask for. */
  imageVersion: z.string().nullable().default(null),
  /** Null: renewed by hand. */
  autoRenewalMonths: z.number().int().nullable().default(null),
});

const form = z.discriminatedUnion("kind", [
  instance,
  /** A value-added plan of a region (INS-22). */
  z.object({ kind: z.literal("plan"), plan: z.literal("DefaultKeyRotation"), months: z.number().int() }),
  /** More months of a plan that is in effect or over. */
  z.object({ kind: z.literal("planRenewal"), plan: z.literal("DefaultKeyRotation"), months: z.number().int() }),
  /** For the specification that the instance had then; `automatic`: by the worker (INS-25). */
  z.object({ kind: z.literal("renewal"), months: z.number().int(), specification, automatic: z.boolean() }),
  /** `endsAt`: of the period whose `rest` was paid for. */
  z.object({
    kind: z.literal("specification"),
    from: specification,
    specification,
    endsAt: z.string(),
    rest: z.object({ months: z.number(), days: z.number(), daysOfMonth: z.number() }),
  }),
  /** Purchased backups (BKP-70): so many, each for one instance. */
  z.object({ kind: z.literal("backup"), viewableDays: z.number(), quantity: z.number(), months: z.number().int() }),
  /** For the days that the backup had then. */
  z.object({ kind: z.literal("backupRenewal"), viewableDays: z.number(), months: z.number().int() }),
  /** `endsAt`: of the period whose `rest` was paid for. */
  z.object({
    kind: z.literal("backupExtension"),
    from: z.number(),
    viewableDays: z.number(),
    endsAt: z.string(),
    rest: z.object({ months: z.number(), days: z.number(), daysOfMonth: z.number() }),
  }),
  /** `of`: the instance that ends, or the order that never became effective. */
  z.object({ kind: z.literal("refund"), reason: z.enum(["Unsubscribed", "DuplicatePlan"]), of: z.string() }),
]);

const quoteLines = z.array(
  z.object({ code: z.string(), quantity: z.number(), unitMicros: micros, amountMicros: micros }),
);

/** The lines of a bill or of a quote, as JSON columns hold them. */
export const parseLines = (json: unknown): PriceLine[] => quoteLines.parse(json);

export const storedLines = (lines: readonly PriceLine[]) =>
  lines.map((line) => ({
    ...line,
    unitMicros: line.unitMicros.toString(),
    amountMicros: line.amountMicros.toString(),
  }));

const stored = z.object({
  // Orders of the first release say no kind: all were of instances.
  form: z.preprocess(
    (it) => (typeof it === "object" && it !== null && !("kind" in it) ? { ...it, kind: "instance" } : it),
    form,
  ),
  quote: z.object({
    lines: quoteLines,
    dueMicros: micros,
    perDay: z.object({ instanceMicros: micros, keyMicros: micros }).nullable(),
  }),
});

export type OrderForm = z.output<typeof form>;
export type OrderFormOf<Kind extends OrderForm["kind"]> = Extract<OrderForm, { kind: Kind }>;

export interface OrderParameters {
  form: OrderForm;
  quote: Quote;
}

export function parseOrderParameters(json: unknown): OrderParameters {
  return stored.parse(json);
}

export function storedOrderParameters({ form, quote }: OrderParameters) {
  return {
    form,
    quote: {
      lines: storedLines(quote.lines),
      dueMicros: quote.dueMicros.toString(),
      perDay: quote.perDay && {
        instanceMicros: quote.perDay.instanceMicros.toString(),
        keyMicros: quote.perDay.keyMicros.toString(),
      },
    },
  };
}

/** What was asked for, as one text: a repeated client token must come with the same (BIL-03). Without what only followed. */
export function askedText(order: { region: string; chargeType: string; resourceId: string | null; form: OrderForm }) {
  const asked = withoutWhatFollowed(order.form);
  const isNew = NEW_KINDS.some((kind) => kind === asked.kind);
  const subject = isNew ? null : order.resourceId;
  const { specification, ...rest } = { specification: null, ...asked };
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb } = specification ?? {};
  const quotas = [qps, keyQuota, secretQuota, accessQuota, logStorageGb];
  return JSON.stringify([order.region, order.chargeType, subject, Object.entries(rest).sort(byName), quotas]);
}

const NEW_KINDS: readonly OrderForm["kind"][] = ["instance", "plan", "backup"];

function withoutWhatFollowed(form: OrderForm) {
  switch (form.kind) {
    case "specification":
      return { kind: form.kind, specification: form.specification };
    case "backupRenewal":
      return { kind: form.kind, months: form.months };
    case "backupExtension":
      return { kind: form.kind, viewableDays: form.viewableDays };
    default:
      return form;
  }
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
