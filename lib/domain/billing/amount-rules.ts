import { DomainError } from "../errors";
import { asMicros, MINOR_UNIT, type Micros } from "./money";

// Amounts that people give: whole cents, within limits.

/** 1,000,000,000.00: the most that is topped up at once, or due at once. */
export const LARGEST_MICROS = 1_000_000_000_000_000n;

export interface AmountLimits {
  minimum: bigint;
  maximum: bigint;
}

export const TOP_UP: AmountLimits = { minimum: MINOR_UNIT, maximum: LARGEST_MICROS };
/** 1,000,000.00: times the most that can be ordered it still is an amount. */
export const PRICE: AmountLimits = { minimum: 0n, maximum: 1_000_000_000_000n };

/** @throws DomainError InvalidAmount */
export function amountWithin(limits: AmountLimits, amount: bigint): Micros {
  if (amount < limits.minimum || amount > limits.maximum || amount % MINOR_UNIT !== 0n) throw invalidAmount(limits);
  return asMicros(amount);
}

export const invalidAmount = ({ minimum, maximum }: AmountLimits) =>
  new DomainError("InvalidAmount", { minimum: plainAmount(minimum), maximum: plainAmount(maximum) });

/** The amount that somebody typed, `100`, `0.5` or `1000.00`, in micros; undefined for anything else. */
export function typedAmount(text: string): bigint | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = "0", cents = ""] = match;
  return BigInt(whole) * 1_000_000n + BigInt(cents.padEnd(2, "0")) * MINOR_UNIT;
}

/** `1000.00`: to type again, and for programs; people read amounts in their own notation. */
export function plainAmount(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const rest = (magnitude % 1_000_000n)
    .toString()
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `${micros < 0n ? "-" : ""}${magnitude / 1_000_000n}.${rest}`;
}
