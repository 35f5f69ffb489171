import { getTranslations } from "next-intl/server";
import { ListLoading } from "@/components/patterns/loading";

export default async function CompareLoading() {
  const t = await getTranslations("backups.compare");
  return <ListLoading title={t("title")} labels={[t("item"), t("change"), t("what"), t("before"), t("after")]} />;
}
