import { useLocale } from "next-intl";
import { amountText } from "./amount-text";

export function Amount({ micros }: { micros: bigint }) {
  return <span className="whitespace-nowrap">{amountText(micros, useLocale())}</span>;
}
