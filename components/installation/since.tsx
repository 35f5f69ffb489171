import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";

/** Since when something holds; what was there before anybody set it has held always. */
export function Since({ at }: { at: Date | null }) {
  const t = useTranslations("installation");
  return at === null || at.getTime() === 0 ? t("always") : <Moment at={at} />;
}
