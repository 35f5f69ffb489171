import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function PoliciesLoading() {
  const t = useTranslations("ram");
  const common = useTranslations("common");
  const labels = [
    t("policy.name"),
    common("label.description"),
    t("policy.inUse"),
    t("policy.changedAt"),
    common("label.actions"),
  ];
  return <ListLoading title={common("nav.policies")} labels={labels} />;
}
