import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function InstancesLoading() {
  const t = useTranslations("instances.column");
  const nav = useTranslations("common.nav");
  const labels = [t("instance"), t("status"), t("keyUnits"), t("secrets"), t("billing")];
  return <ListLoading title={nav("instances")} labels={labels} rows={3} />;
}
