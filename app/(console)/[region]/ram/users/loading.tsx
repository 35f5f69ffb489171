import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function UsersLoading() {
  const t = useTranslations("ram");
  const common = useTranslations("common");
  const labels = [
    t("user.name"),
    t("login.title"),
    t("login.factor"),
    t("comments"),
    t("createdAt"),
    common("label.actions"),
  ];
  return <ListLoading title={common("nav.users")} labels={labels} />;
}
