import { getTranslations } from "next-intl/server";
import { ListLoading } from "@/components/patterns/loading";

export default async function RunsLoading() {
  const t = await getTranslations("backups.runs");
  const labels = [t("at"), t("kind"), t("outcome"), t("keys"), t("secrets"), t("changes"), t("written"), t("took")];
  return <ListLoading title={t("title")} labels={labels} />;
}
