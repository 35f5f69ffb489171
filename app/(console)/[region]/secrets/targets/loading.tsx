import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function TargetsLoading() {
  const t = useTranslations("targets");
  const common = useTranslations("common.label");
  const labels = [
    t("column.target"),
    t("column.check"),
    t("column.kind"),
    t("column.address"),
    t("field.credentialSecret"),
    t("column.secrets"),
    common("actions"),
  ];
  return <ListLoading title={t("title")} labels={labels} />;
}
