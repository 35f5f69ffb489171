import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { Prices } from "@/lib/domain/billing/instance-price-rules";

/** Beside every price while everything costs nothing (BIL-11). */
export function FreeMode() {
  const t = useTranslations("billing.freeMode");
  return (
    <Notice tone="info" title={t("banner")}>
      {t("bannerSay")}
    </Notice>
  );
}

/** The prices of the moment are all 0 exactly while the deployment is in free mode, or its table says the same. */
export const isFree = (prices: Prices) => Object.values(prices).every((micros) => micros === 0n);
