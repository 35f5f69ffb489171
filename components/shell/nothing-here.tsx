import { useTranslations } from "next-intl";
import { BlankBitting } from "@/components/ui/brand";
import { ButtonLink } from "@/components/ui/button";

/** Not found, not permitted and in another account are one answer (POL-25). */
export function NothingHere() {
  const t = useTranslations("common.failure");
  return (
    <div className="grid justify-items-center gap-3 px-6 py-16 text-center">
      <BlankBitting />
      <h1>{t("notFoundTitle")}</h1>
      <p className="text-sm text-text-2">{t("notFoundBody")}</p>
      <ButtonLink href="/">{t("toOverview")}</ButtonLink>
    </div>
  );
}
