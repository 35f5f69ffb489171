import { useTranslations } from "next-intl";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** SEC-31: in days where it is whole days. */
export function RotationInterval({ seconds }: { seconds: number }) {
  const t = useTranslations("secrets.rotation");
  if (seconds % DAY === 0) return t("everyDays", { days: seconds / DAY });
  return seconds % HOUR === 0 ? t("everyHours", { hours: seconds / HOUR }) : t("everySeconds", { seconds });
}
