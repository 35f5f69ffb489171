declare const micros: unique symbol;

/** Millionths of the account's one currency (decisions 15). Never a float. */
export type Micros = bigint & { readonly [micros]: true };

export const asMicros = (amount: bigint): Micros => amount as Micros;

/** The smallest amount that is charged: 0.01. */
const MINOR_UNIT = 10_000n;

/** Rounds to the minor unit, halves to the even one; done once per invoice line (decisions 15). */
export function roundHalfEven(amount: bigint): Micros {
  const negative = amount < 0n;
  const magnitude = negative ? -amount : amount;
  const whole = magnitude / MINOR_UNIT;
  const twiceRest = (magnitude % MINOR_UNIT) * 2n;
  const up = twiceRest > MINOR_UNIT || (twiceRest === MINOR_UNIT && whole % 2n === 1n);
  const rounded = (up ? whole + 1n : whole) * MINOR_UNIT;
  return asMicros(negative ? -rounded : rounded);
}
