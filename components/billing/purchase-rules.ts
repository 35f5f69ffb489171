import { type Prices, type Quote, quotePayAsYouGo, quoteSubscription } from "@/lib/domain/billing/instance-price-rules";
import {
  type AUTO_RENEWAL_MONTHS,
  DEPLOYMENT_MODES,
  type DeploymentModeName,
  deploymentModesOf,
  QUANTITY,
  SITES,
  SPECIFICATION,
  type Specification,
} from "@/lib/domain/instances/instance-rules";
import type { Region } from "@/lib/domain/instances/regions";

// What the purchase form knows: its fields as they are typed, and what they come to. Pure.

export const QUOTA_FIELDS = ["keyQuota", "secretQuota", "accessQuota"] as const;
/** Fields in which a number is typed, in the order of the form. */
export const NUMBER_FIELDS = [...QUOTA_FIELDS, "logStorageGb", "quantity"] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];

/** Regions are the deployment's (REG-06): the page hands them to the form. */
type Place = Pick<Region, "id" | "zones">;

export interface PurchaseForm {
  chargeType: "PREPAY" | "POSTPAY";
  region: string;
  site: (typeof SITES)[number];
  deploymentMode: DeploymentModeName;
  months: number;
  qps: number;
  /** Without it the log storage is 0, whatever is typed (INS-21). */
  logAnalysis: boolean;
  /** Null: renewed by hand. */
  autoRenewalMonths: (typeof AUTO_RENEWAL_MONTHS)[number] | null;
  /** As typed. */
  numbers: Record<NumberField, string>;
}

export function initialForm(region: Place): PurchaseForm {
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb } = SPECIFICATION;
  return {
    chargeType: "PREPAY",
    region: region.id,
    site: "International",
    deploymentMode: initialMode(region.zones),
    months: 1,
    qps: qps.initial,
    logAnalysis: false,
    autoRenewalMonths: null,
    numbers: {
      keyQuota: String(keyQuota.initial),
      secretQuota: String(secretQuota.initial),
      accessQuota: String(accessQuota.initial),
      logStorageGb: String(logStorageGb.minimum),
      quantity: String(QUANTITY.minimum),
    },
  };
}

/** What another region's zones do not offer gives way to the most that they do (INS-21, REG-04). */
export function inRegion(form: PurchaseForm, { id: region, zones }: Place): PurchaseForm {
  return deploymentModesOf(zones).includes(form.deploymentMode)
    ? { ...form, region }
    : { ...form, region, deploymentMode: initialMode(zones) };
}

const initialMode = (zones: readonly string[]): DeploymentModeName => deploymentModesOf(zones).at(-1) ?? "SingleZone";

/** The modes that are shown for a region with these zones, those it has too few or too many zones for among them. */
export function modesShown(zones: readonly string[]): { mode: DeploymentModeName; offered: boolean }[] {
  const offered = deploymentModesOf(zones);
  const shown = DEPLOYMENT_MODES.filter((mode) => (mode === "SingleZone" ? zones.length <= 1 : true));
  return shown.slice(0, 2).map((mode) => ({ mode, offered: offered.includes(mode) }));
}

export const LIMITS: Record<NumberField, { minimum: number; maximum: number }> = {
  keyQuota: SPECIFICATION.keyQuota,
  secretQuota: SPECIFICATION.secretQuota,
  accessQuota: SPECIFICATION.accessQuota,
  logStorageGb: SPECIFICATION.logStorageGb,
  quantity: QUANTITY,
};

/** Whether the form asks for the field at all. */
export const isAsked = (form: PurchaseForm, field: NumberField) =>
  form.chargeType === "PREPAY" && (field !== "logStorageGb" || form.logAnalysis);

/** Fields that INS-05 does not allow as they stand. */
export function faultsOf(form: PurchaseForm): NumberField[] {
  return NUMBER_FIELDS.filter((field) => isAsked(form, field) && numberOf(field, form.numbers[field]) === null);
}

/** A number within its limits, and on a step where there are steps; else null. */
export function numberOf(field: NumberField, typed: string): number | null {
  const text = typed.trim();
  const { minimum, maximum } = LIMITS[field];
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  const fits = value >= minimum && value <= maximum;
  return fits && (field !== "logStorageGb" || value % SPECIFICATION.logStorageGb.step === 0) ? value : null;
}

/** Undefined while a field is wrong. */
export function specificationOf(form: PurchaseForm): Specification | undefined {
  const [keyQuota, secretQuota, accessQuota] = QUOTA_FIELDS.map((field) => numberOf(field, form.numbers[field]));
  const logStorageGb = form.logAnalysis ? numberOf("logStorageGb", form.numbers.logStorageGb) : 0;
  if (keyQuota == null || secretQuota == null || accessQuota == null || logStorageGb === null) return undefined;
  return { qps: form.qps, keyQuota, secretQuota, accessQuota, logStorageGb };
}

export const quantityOf = (form: PurchaseForm): number | null => numberOf("quantity", form.numbers.quantity);

export function quoteOf(form: PurchaseForm, prices: Prices): Quote | undefined {
  if (form.chargeType === "POSTPAY") return quotePayAsYouGo(prices);
  const specification = specificationOf(form);
  const quantity = quantityOf(form);
  if (!specification || quantity === null) return undefined;
  return quoteSubscription(prices, specification, form.months, quantity);
}

/**
 * One page and one form are one order, however often Buy Now is pressed (BIL-03); another form from the same page, after
 * going back for instance, is another. `page` is a UUIDv7 drawn with the page, of which the random half is enough within
 * an account; the result has at most 64 characters.
 */
export function clientTokenOf(page: string, form: PurchaseForm): string {
  return tokenOf(page, form.region, form.chargeType === "POSTPAY" ? [] : numbersOf(form));
}

export function tokenOf(page: string, of: string, numbers: readonly number[]): string {
  const drawn = BigInt(`0x${page.replaceAll("-", "").slice(-16)}`);
  return [drawn.toString(36), of, ...numbers.map((n) => n.toString(36))].join(".");
}

/** All that a subscription's form says, in as few digits as the token has room for. */
function numbersOf(form: PurchaseForm): number[] {
  const quotas = QUOTA_FIELDS.map((field) => numberOf(field, form.numbers[field]) ?? 0);
  const logs = (specificationOf(form)?.logStorageGb ?? 0) / SPECIFICATION.logStorageGb.step;
  const place = SITES.indexOf(form.site) * DEPLOYMENT_MODES.length + DEPLOYMENT_MODES.indexOf(form.deploymentMode);
  const choices: readonly number[] = SPECIFICATION.qps.choices;
  return [
    form.months,
    choices.indexOf(form.qps),
    ...quotas,
    logs,
    quantityOf(form) ?? 0,
    place * 16 + (form.autoRenewalMonths ?? 0),
  ];
}
