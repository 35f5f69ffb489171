import { useLocale, useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import { amountText } from "./amount-text";

/** Why it cannot be paid (BIL-04, BIL-05): what there is, what is due, and who can add to it. */
export function BalanceShort({
  balanceMicros,
  dueMicros,
  operatorHref,
}: {
  balanceMicros: bigint;
  dueMicros: bigint;
  /** Where the reader tops up; null for one who cannot. */
  operatorHref: string | null;
}) {
  const t = useTranslations("billing.balance");
  const locale = useLocale();
  const [balance, due] = [amountText(balanceMicros, locale), amountText(dueMicros, locale)];
  return (
    <Notice tone="danger" title={balanceMicros < 0n ? t("owes", { balance }) : t("short", { balance, due })}>
      {operatorHref
        ? t.rich("topUpYourself", { link: (text) => <TextLink href={operatorHref}>{text}</TextLink> })
        : t("topUp")}
    </Notice>
  );
}

/** Whoever owes for days that are over orders nothing more, not even what is free (BIL-04). */
export const isShort = (balanceMicros: bigint, dueMicros: bigint) => balanceMicros < 0n || dueMicros > balanceMicros;
