import { useTranslations } from "next-intl";

/** SEC-03: rotation of managed secrets; a Generic one is rotated by storing a value (SEC-30). */
export function RotationWord({ rotation }: { rotation: string }) {
  const t = useTranslations("secrets.rotation");
  if (rotation === "Enabled") return t("enabled");
  return rotation === "Suspended" ? t("invalid") : t("disabled");
}
