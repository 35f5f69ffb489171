import { useTranslations } from "next-intl";
import { PRICE_CODES } from "@/lib/domain/billing/instance-price-rules";

/** What a price or a line of one is for (INS-05, INS-06, BIL-06). */
export function PriceLineName({ code }: { code: string }) {
  const t = useTranslations("billing.line");
  const names: Record<string, string> = {
    [PRICE_CODES.month]: t("month"),
    [PRICE_CODES.moreQps]: t("moreQps"),
    [PRICE_CODES.moreKeys]: t("moreKeys"),
    [PRICE_CODES.moreSecrets]: t("moreSecrets"),
    [PRICE_CODES.moreAccess]: t("moreAccess"),
    [PRICE_CODES.logStorage]: t("logStorage"),
    [PRICE_CODES.day]: t("day"),
    [PRICE_CODES.keyDay]: t("keyDay"),
    [PRICE_CODES.keyRotation]: t("keyRotation"),
    [PRICE_CODES.backupDay]: t("backupDay"),
  };
  return names[code] ?? code;
}
