import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";

/** What is accepted with the tick of Confirm Order (BIL-01): short, and true of this deployment. */
export function TermsOfService() {
  const t = useTranslations("billing.terms");
  const common = useTranslations("common.label");
  return (
    <div id="terms">
      <Card title={common("termsOfService")}>
        <ul className="grid max-w-prose list-disc gap-1 pl-5 text-sm text-text-2">
          <li>{t("test")}</li>
          <li>{t("release")}</li>
          <li>{t("subscription")}</li>
          <li>{t("unsubscribe")}</li>
          <li>{t("payAsYouGo")}</li>
          <li>{t("backup")}</li>
        </ul>
      </Card>
    </div>
  );
}
