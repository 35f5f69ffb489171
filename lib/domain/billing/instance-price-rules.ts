import type { RestOfPeriod } from "../calendar";
import type { Specification } from "../instances/instance-rules";
import { asMicros, type Micros, roundHalfEven } from "./money";

// What a software instance, and what goes with it, costs (BIL-06, BIL-08). Prices come from the `price` table; this is arithmetic only.

export const PRICE_CODES = {
  month: "instance.software.month",
  day: "instance.software.day",
  keyDay: "key.day",
  /** For each unit beyond what the list price holds (INS-06). */
  moreQps: "instance.software.qps.month",
  moreKeys: "instance.software.key.month",
  moreSecrets: "instance.software.secret.month",
  moreAccess: "instance.software.access.month",
  logStorage: "instance.software.log-gb.month",
  /** BIL-08 */
  keyRotation: "plan.default-key-rotation.month",
  backupDay: "plan.instance-backup.day.month",
} as const;

/** What the list price of a month already holds (INS-06). */
const INCLUDED: Specification = { qps: 1000, keyQuota: 1000, secretQuota: 0, accessQuota: 1, logStorageGb: 0 };

export type Prices = Readonly<Record<string, bigint>>;

export interface PriceLine {
  code: string;
  /** Units; each is charged for every month. */
  quantity: number;
  unitMicros: Micros;
  amountMicros: Micros;
}

export interface Quote {
  lines: PriceLine[];
  /** What Pay takes from the balance. */
  dueMicros: Micros;
  /** Pay-as-you-go: what a day will cost, charged afterwards (BIL-04); null for a subscription. */
  perDay: { instanceMicros: Micros; keyMicros: Micros } | null;
}

/**
 * A subscription is paid ahead: list price, and what goes beyond it, times the months. Each line is rounded once, for one
 * instance, so that each of several costs the same.
 */
export function quoteSubscription(prices: Prices, asked: Specification, months: number, instances = 1): Quote {
  const beyond = (part: keyof Specification) => Math.max(0, asked[part] - INCLUDED[part]);
  return quoteOf(
    [
      line(prices, PRICE_CODES.month, 1, whole(months)),
      ...PARTS.map(([part, code]) => line(prices, code, beyond(part), whole(months))),
    ].map((one) => times(one, instances)),
  );
}

/** A further period of what it is now, at the prices of now. */
export const quoteRenewal = (prices: Prices, specification: Specification, months: number): Quote =>
  quoteSubscription(prices, specification, months);

/** INS-48 "Upgrade": what the larger specification costs more, for what is left of the period. */
export function quoteSpecification(
  prices: Prices,
  from: Specification,
  to: Specification,
  restOfPeriod: RestOfPeriod,
): Quote {
  const rest = stretchOf(restOfPeriod);
  const more = (part: keyof Specification) => Math.max(to[part], INCLUDED[part]) - Math.max(from[part], INCLUDED[part]);
  return quoteOf(PARTS.map(([part, code]) => line(prices, code, Math.max(0, more(part)), rest)));
}

/** A value-added plan (INS-22). */
export const quotePlan = (prices: Prices, months: number): Quote =>
  quoteOf([line(prices, PRICE_CODES.keyRotation, 1, whole(months))]);

/** BKP-70: each viewable day of each backup, for each month; each of several costs the same. */
export const quoteBackups = (prices: Prices, viewableDays: number, months: number, backups = 1): Quote =>
  quoteOf([times(line(prices, PRICE_CODES.backupDay, viewableDays, whole(months)), backups)]);

/** BKP-43, BKP-82: what more days cost for what is left of the period. */
export const quoteMoreDays = (prices: Prices, moreDays: number, rest: RestOfPeriod): Quote =>
  quoteOf([line(prices, PRICE_CODES.backupDay, moreDays, stretchOf(rest))]);

function quoteOf(all: PriceLine[]): Quote {
  const lines = all.filter((each) => each.quantity > 0);
  const due = lines.reduce((sum, each) => sum + each.amountMicros, 0n);
  return { lines, dueMicros: asMicros(due), perDay: null };
}

/** Pay-as-you-go costs nothing when ordered: its days are charged afterwards (BIL-04). */
export function quotePayAsYouGo(prices: Prices): Quote {
  return {
    lines: [],
    dueMicros: asMicros(0n),
    perDay: { instanceMicros: priceOf(prices, PRICE_CODES.day), keyMicros: priceOf(prices, PRICE_CODES.keyDay) },
  };
}

/** One day of pay-as-you-go, charged afterwards (BIL-04, BIL-06): the instance, and the keys that it held. */
export const quoteDay = (prices: Prices, keys: number): Quote =>
  quoteOf([line(prices, PRICE_CODES.day, 1, whole(1)), line(prices, PRICE_CODES.keyDay, keys, whole(1))]);

const PARTS: readonly (readonly [keyof Specification, string])[] = [
  ["qps", PRICE_CODES.moreQps],
  ["keyQuota", PRICE_CODES.moreKeys],
  ["secretQuota", PRICE_CODES.moreSecrets],
  ["accessQuota", PRICE_CODES.moreAccess],
  ["logStorageGb", PRICE_CODES.logStorage],
];

/** A stretch of time in months: `parts` of `of` equal parts of one. */
interface Stretch {
  parts: number;
  of: number;
}
const whole = (months: number): Stretch => ({ parts: months, of: 1 });
const stretchOf = ({ months, days, daysOfMonth }: RestOfPeriod): Stretch => ({
  parts: months * daysOfMonth + days,
  of: daysOfMonth,
});

function line(prices: Prices, code: string, quantity: number, { parts, of }: Stretch): PriceLine {
  if (quantity === 0) return { code, quantity, unitMicros: asMicros(0n), amountMicros: asMicros(0n) };
  const unitMicros = priceOf(prices, code);
  const amountMicros = roundHalfEven(unitMicros * BigInt(quantity) * BigInt(parts), BigInt(of));
  return { code, quantity, unitMicros, amountMicros };
}

const times = (one: PriceLine, instances: number): PriceLine => ({
  ...one,
  quantity: one.quantity * instances,
  amountMicros: asMicros(one.amountMicros * BigInt(instances)),
});

/** A price that the table lacks is a defect of the deployment, never a free gift. */
function priceOf(prices: Prices, code: string): Micros {
  const price = prices[code];
  if (price === undefined) throw new Error(`the price table has no row ${code}`);
  return asMicros(price);
}
