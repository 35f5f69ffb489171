import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import type { OrderView } from "@/lib/domain/billing/order-view";

/** What was ordered, as the form was sent. */
export function OrderFacts({
  order,
  regionName,
  more = [],
}: {
  order: OrderView;
  regionName: string;
  more?: readonly { label: string; value: ReactNode }[];
}) {
  const t = useTranslations("billing");
  const common = useTranslations("common.label");
  const format = useFormatter();
  const { form } = order;
  const specification = "specification" in form ? form.specification : null;
  const months = "months" in form ? form.months : null;
  return (
    <KeyValue
      columns={2}
      entries={[
        { label: t("order.id"), value: <CopyableId id={order.orderId} what={t("order.id")} /> },
        { label: common("region"), value: regionName },
        { label: t("purchase.instanceType"), value: t("purchase.software") },
        ...(specification
          ? [{ label: t("purchase.performance"), value: t("purchase.qps", { qps: specification.qps }) }]
          : []),
        {
          label: t("purchase.billingMethod"),
          value: order.chargeType === "PREPAY" ? t("purchase.subscription") : t("purchase.payAsYouGo"),
        },
        ...(specification ? [{ label: t("purchase.keys"), value: format.number(specification.keyQuota) }] : []),
        ...(months === null ? [] : [{ label: t("purchase.duration"), value: t("purchase.months", { count: months }) }]),
        ...(specification
          ? [
              { label: t("purchase.secrets"), value: format.number(specification.secretQuota) },
              { label: t("purchase.access"), value: format.number(specification.accessQuota) },
            ]
          : []),
        ...more,
      ]}
    />
  );
}
