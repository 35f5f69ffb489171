import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function GroupsLoading() {
  const t = useTranslations("ram");
  const common = useTranslations("common");
  const labels = [
    t("group.name"),
    t("comments"),
    t("group.members"),
    t("policy.plural"),
    t("createdAt"),
    common("label.actions"),
  ];
  return <ListLoading title={common("nav.groups")} labels={labels} />;
}
