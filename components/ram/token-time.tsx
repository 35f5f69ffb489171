import { useTranslations } from "next-intl";

/** How long temporary credentials live: in hours where they are whole, else in minutes. */
export function TokenTime({ seconds }: { seconds: number }) {
  const t = useTranslations("ram.role");
  return seconds % 3600 === 0 ? t("hours", { count: seconds / 3600 }) : t("minutes", { count: seconds / 60 });
}
