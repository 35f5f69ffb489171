import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function AlertsLoading() {
  const t = useTranslations("alerts.list");
  const common = useTranslations("common");
  const labels = [t("what"), t("level"), t("resource"), t("when"), common("label.actions")];
  return <ListLoading title={common("nav.alerts")} labels={labels} />;
}
