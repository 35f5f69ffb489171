import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function BillsLoading() {
  const t = useTranslations("billing.bills");
  const common = useTranslations("common.label");
  return (
    <ListLoading title={t("title")} labels={[t("day"), t("instance"), common("region"), t("keys"), t("amount")]} />
  );
}
