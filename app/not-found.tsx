import { getTranslations } from "next-intl/server";
import { BlankBitting } from "@/components/ui/brand";
import { ButtonLink } from "@/components/ui/button";

export default async function NotFound() {
  const t = await getTranslations("common.failure");
  return (
    <main className="grid justify-items-center gap-3 px-6 py-16 text-center">
      <BlankBitting />
      <h1>{t("notFoundTitle")}</h1>
      <p className="text-sm text-text-2">{t("notFoundBody")}</p>
      <ButtonLink href="/">{t("toOverview")}</ButtonLink>
    </main>
  );
}
