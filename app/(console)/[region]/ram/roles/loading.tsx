import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function RolesLoading() {
  const t = useTranslations("ram");
  const common = useTranslations("common");
  const labels = [
    t("role.name"),
    common("label.description"),
    t("role.tokenTime"),
    t("policy.plural"),
    t("createdAt"),
    common("label.actions"),
  ];
  return <ListLoading title={common("nav.roles")} labels={labels} />;
}
