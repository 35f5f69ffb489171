import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function SecretsLoading() {
  const t = useTranslations("secrets");
  const common = useTranslations("common");
  const labels = [
    t("list.nameAndType"),
    t("field.status"),
    t("field.encryptionKey"),
    t("list.createdAndUpdated"),
    t("field.plannedDeletion"),
    t("field.tags"),
    common("label.actions"),
  ];
  return <ListLoading title={common("nav.secrets")} labels={labels} />;
}
