import { useTranslations } from "next-intl";
import { ListLoading } from "@/components/patterns/loading";

export default function StatementLoading() {
  const t = useTranslations("billing.statement");
  return <ListLoading title={t("title")} labels={[t("kind"), t("at"), t("of"), t("amount"), t("balance")]} />;
}
