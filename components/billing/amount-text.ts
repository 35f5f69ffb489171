/** Millionths of the account's one currency (decisions 15), as people write money: `USD 1,500.00`. Exact: no float. */
export function amountText(micros: bigint, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "code",
    // Prices per unit go below a cent; amounts that are due do not (they are rounded once per line).
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  }).format(decimalOf(micros));
}

function decimalOf(micros: bigint): `${number}` {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = (magnitude % 1_000_000n).toString().padStart(6, "0");
  // Digits, a point and six digits: a numeric text by construction.
  return `${micros < 0n ? "-" : ""}${magnitude / 1_000_000n}.${fraction}` as `${number}`;
}
