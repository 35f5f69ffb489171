import { type Prices, type Quote, quotePayAsYouGo, quoteSubscription } from "@/lib/domain/billing/instance-price-rules";
import { SPECIFICATION, type Specification } from "@/lib/domain/instances/instance-rules";

// What the purchase form knows: its fields as they are typed, and what they come to. Pure.

export const QUOTA_FIELDS = ["keyQuota", "secretQuota", "accessQuota"] as const;
export type QuotaField = (typeof QUOTA_FIELDS)[number];

export interface PurchaseForm {
  chargeType: "PREPAY" | "POSTPAY";
  region: string;
  months: number;
  qps: number;
  /** As typed. */
  quotas: Record<QuotaField, string>;
}

export function initialForm(region: string): PurchaseForm {
  const { qps, keyQuota, secretQuota, accessQuota } = SPECIFICATION;
  return {
    chargeType: "PREPAY",
    region,
    months: 1,
    qps: qps.initial,
    quotas: {
      keyQuota: String(keyQuota.initial),
      secretQuota: String(secretQuota.initial),
      accessQuota: String(accessQuota.initial),
    },
  };
}

/** Fields that INS-05 does not allow as they stand. */
export function faultsOf(form: PurchaseForm): QuotaField[] {
  return form.chargeType === "POSTPAY" ? [] : QUOTA_FIELDS.filter((field) => quotaOf(form, field) === null);
}

function quotaOf(form: PurchaseForm, field: QuotaField): number | null {
  const text = form.quotas[field].trim();
  const { minimum, maximum } = SPECIFICATION[field];
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= minimum && value <= maximum ? value : null;
}

/** Undefined while a field is wrong. Log storage is not sold: nothing here would write to it yet (INS-21). */
export function specificationOf(form: PurchaseForm): Specification | undefined {
  const [keyQuota, secretQuota, accessQuota] = QUOTA_FIELDS.map((field) => quotaOf(form, field));
  if (keyQuota == null || secretQuota == null || accessQuota == null) return undefined;
  return { qps: form.qps, keyQuota, secretQuota, accessQuota, logStorageGb: 0 };
}

export function quoteOf(form: PurchaseForm, prices: Prices): Quote | undefined {
  if (form.chargeType === "POSTPAY") return quotePayAsYouGo(prices);
  const specification = specificationOf(form);
  return specification && quoteSubscription(prices, specification, form.months);
}

/**
 * One page and one form are one order, however often Buy Now is pressed (BIL-03); another form from the same page, after
 * going back for instance, is another. `page` is a UUIDv7 drawn with the page, of which the random half is enough within
 * an account; the result has at most 64 characters.
 */
export function clientTokenOf(page: string, form: PurchaseForm): string {
  const numbers = [form.months, form.qps, ...QUOTA_FIELDS.map((field) => quotaOf(form, field) ?? 0)];
  const said = form.chargeType === "POSTPAY" ? [] : numbers.map((n) => n.toString(36));
  return [page.replaceAll("-", "").slice(-16), form.region, ...said].join(".");
}
