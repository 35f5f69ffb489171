import { useFormatter, useTranslations } from "next-intl";
import type { OrderForm, OrderFormOf } from "@/lib/domain/billing/order-parameters";

/** What an order is for, in one line. */
export function OrderWhat({ form }: { form: OrderForm }) {
  const t = useTranslations("billing.orders");
  switch (form.kind) {
    case "instance":
      return form.months === null
        ? t("whatPayAsYouGo")
        : t("whatSubscription", { months: form.months, quantity: form.quantity });
    case "plan":
      return t("whatPlan", { months: form.months });
    case "renewal":
      return form.automatic ? t("whatAutoRenewal", { months: form.months }) : t("whatRenewal", { months: form.months });
    case "planRenewal":
      return t("whatPlanRenewal", { months: form.months });
    case "specification":
      return t("whatSpecification");
    case "backup":
      return t("whatBackup", { days: form.viewableDays, months: form.months, quantity: form.quantity });
    case "backupRenewal":
      return t("whatBackupRenewal", { days: form.viewableDays, months: form.months });
    case "backupExtension":
      return t("whatBackupExtension", { from: form.from, to: form.viewableDays });
    case "refund":
      return form.reason === "Unsubscribed" ? t("whatUnsubscribed") : t("whatDuplicatePlan");
  }
}

const PARTS = ["qps", "keyQuota", "secretQuota", "accessQuota", "logStorageGb"] as const;

/** What an upgrade of the specification changes: each part that grows, from and to. */
export function SpecificationSteps({ form }: { form: OrderFormOf<"specification"> }) {
  const t = useTranslations("billing");
  const format = useFormatter();
  const labels = {
    qps: t("purchase.performance"),
    keyQuota: t("purchase.keys"),
    secretQuota: t("purchase.secrets"),
    accessQuota: t("purchase.access"),
    logStorageGb: t("purchase.logStorage"),
  };
  const grown = PARTS.filter((part) => form.specification[part] !== form.from[part]);
  return (
    <ul className="grid gap-0.5">
      {grown.map((part) => (
        <li key={part}>
          {t("order.step", {
            part: labels[part],
            from: format.number(form.from[part]),
            to: format.number(form.specification[part]),
          })}
        </li>
      ))}
    </ul>
  );
}
