import { useLocale } from "next-intl";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in at most three significant figures, `38.4 MB`. */
export function Bytes({ count }: { count: number }) {
  const locale = useLocale();
  const power = Math.min(UNITS.length - 1, count > 0 ? Math.floor(Math.log10(count) / 3) : 0);
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  });
  return <span className="whitespace-nowrap">{format.format(count / 1000 ** power)}</span>;
}
