import { useTranslations } from "next-intl";

/** The provider of payments that an order was paid with, by the name that it keeps (BIL-11). */
export function PaidWith({ provider }: { provider: string | null }) {
  const t = useTranslations("billing.invoice");
  return provider === null || provider === "Balance" ? t("accountBalance") : provider;
}
