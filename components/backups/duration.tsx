import { useLocale } from "next-intl";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long something takes or took, in its two largest units: `1 min 56 s`. */
export function Duration({ ms }: { ms: number }) {
  const locale = useLocale();
  const inUnit = (value: number, unit: "hour" | "minute" | "second" | "millisecond") =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(
      value,
    );
  const [big, bigUnit, small, smallUnit] =
    ms >= HOUR
      ? ([HOUR, "hour", MINUTE, "minute"] as const)
      : ms >= MINUTE
        ? ([MINUTE, "minute", SECOND, "second"] as const)
        : ([0, "second", SECOND, "second"] as const);
  if (big === 0) {
    const text = ms < SECOND ? inUnit(Math.max(0, Math.round(ms)), "millisecond") : inUnit(ms / SECOND, "second");
    return <span className="whitespace-nowrap">{text}</span>;
  }
  const rest = Math.floor((ms % big) / small);
  const parts = [inUnit(Math.floor(ms / big), bigUnit), ...(rest > 0 ? [inUnit(rest, smallUnit)] : [])];
  return <span className="whitespace-nowrap">{parts.join(" ")}</span>;
}
