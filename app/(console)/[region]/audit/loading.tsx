import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function AuditLoading() {
  const t = useTranslations("audit.field");
  const common = useTranslations("common.nav");
  const labels = [t("event"), t("time"), t("resource"), t("actor"), t("outcome"), t("sourceIp")];
  return <ListLoading title={common("audit")} labels={labels} />;
}
