import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function KeysLoading() {
  const nav = useTranslations("common.nav");
  const t = useTranslations("keys.column");
  const labels = [
    t("name"),
    t("status"),
    t("specAndUsage"),
    t("instanceAndLevel"),
    t("rotationAndProtection"),
    t("createdAt"),
  ];
  return <ListLoading title={nav("keys")} labels={[...labels, t("actions")]} />;
}
