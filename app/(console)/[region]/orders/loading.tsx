import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function OrdersLoading() {
  const t = useTranslations("billing");
  const common = useTranslations("common.label");
  const labels = [t("order.id"), t("order.what"), common("region"), t("order.status"), t("order.amount")];
  return <ListLoading title={t("orders.title")} labels={labels} rows={4} />;
}
