declare const micros: unique symbol;

/** Millionths of the account's one currency (decisions 15). Never a float. */
export type Micros = bigint & { readonly [micros]: true };

export const asMicros = (amount: bigint): Micros => amount as Micros;

/** The smallest amount that is charged: 0.01. */
export const MINOR_UNIT = 10_000n;

/** `amount / parts` to the minor unit, halves to the even one; done once per invoice line (decisions 15). */
export function roundHalfEven(amount: bigint, parts = 1n): Micros {
  const negative = amount < 0n;
  const magnitude = negative ? -amount : amount;
  const unit = MINOR_UNIT * parts;
  const whole = magnitude / unit;
  const twiceRest = (magnitude % unit) * 2n;
  const up = twiceRest > unit || (twiceRest === unit && whole % 2n === 1n);
  const rounded = (up ? whole + 1n : whole) * MINOR_UNIT;
  return asMicros(negative ? -rounded : rounded);
}
