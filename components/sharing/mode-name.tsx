import { useTranslations } from "next-intl";

/** SHR-07 */
export function ModeName({ mode }: { mode: "Joint" | "Independent" }) {
  const t = useTranslations("sharing.mode");
  return mode === "Joint" ? t("joint") : t("independent");
}
