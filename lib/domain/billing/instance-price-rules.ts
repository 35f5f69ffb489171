import type { Specification } from "../instances/instance-rules";
import { asMicros, type Micros, roundHalfEven } from "./money";

// What a software instance costs (BIL-06). Prices come from the `price` table; this is arithmetic only.

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

/** A subscription is paid ahead: list price, and what goes beyond it, times the months. Each line is rounded once. */
export function quoteSubscription(prices: Prices, asked: Specification, months: number): Quote {
  const beyond = (part: keyof Specification) => Math.max(0, asked[part] - INCLUDED[part]);
  const lines = [
    line(prices, PRICE_CODES.month, 1, months),
    line(prices, PRICE_CODES.moreQps, beyond("qps"), months),
    line(prices, PRICE_CODES.moreKeys, beyond("keyQuota"), months),
    line(prices, PRICE_CODES.moreSecrets, beyond("secretQuota"), months),
    line(prices, PRICE_CODES.moreAccess, beyond("accessQuota"), months),
    line(prices, PRICE_CODES.logStorage, beyond("logStorageGb"), months),
  ].filter((each) => each.quantity > 0);
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

function line(prices: Prices, code: string, quantity: number, months: number): PriceLine {
  if (quantity === 0) return { code, quantity, unitMicros: asMicros(0n), amountMicros: asMicros(0n) };
  const unitMicros = priceOf(prices, code);
  return { code, quantity, unitMicros, amountMicros: roundHalfEven(unitMicros * BigInt(quantity) * BigInt(months)) };
}

/** A price that the table lacks is a defect of the deployment, never a free gift. */
function priceOf(prices: Prices, code: string): Micros {
  const price = prices[code];
  if (price === undefined) throw new Error(`the price table has no row ${code}`);
  return asMicros(price);
}
