import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function BackupsLoading() {
  const t = useTranslations("backups.column");
  const nav = useTranslations("common.nav");
  const labels = [t("name"), t("type"), t("object"), t("range"), t("status"), t("point"), t("verified")];
  return <ListLoading title={nav("backups")} labels={labels} rows={3} />;
}
