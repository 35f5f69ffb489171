import { useLocale, useTranslations } from "next-intl";
import { amountText } from "./amount-text";

/** What the account can spend; below zero it says what that means (BIL-04). */
export function BalanceLine({ micros }: { micros: bigint }) {
  const t = useTranslations("billing.balance");
  const amount = amountText(micros, useLocale());
  return micros < 0n ? (
    <p className="font-bold text-danger">{t("owed", { amount })}</p>
  ) : (
    <p className="font-medium text-text">{t("line", { amount })}</p>
  );
}
