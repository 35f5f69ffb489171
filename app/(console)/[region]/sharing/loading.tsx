import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function SharingLoading() {
  const t = useTranslations("sharing.list");
  const common = useTranslations("common");
  const labels = [t("share"), t("access"), t("instances"), t("principals"), t("created"), common("label.actions")];
  return <ListLoading title={common("nav.sharing")} labels={labels} rows={3} />;
}
