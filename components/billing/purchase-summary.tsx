import { useFormatter, useTranslations } from "next-intl";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { PAY_AS_YOU_GO } from "@/lib/domain/instances/instance-rules";
import { DeploymentModeName, SiteName } from "./instance-words";
import { type Money, OrderSummary } from "./order-summary";
import { faultsOf, type PurchaseForm, quantityOf, quoteOf, specificationOf } from "./purchase-rules";
import { numberFieldId } from "./specification-fields";

/** What the purchase form comes to, and Buy Now. */
export function PurchaseSummary({
  form,
  regionName,
  money,
  asked,
  pending,
  failure,
}: {
  form: PurchaseForm;
  regionName: string;
  money: Money;
  asked: boolean;
  pending: boolean;
  failure: Failure | undefined;
}) {
  const t = useTranslations("billing.purchase");
  const common = useTranslations("common.label");
  const format = useFormatter();
  const paidAhead = form.chargeType === "PREPAY";
  const specification = paidAhead ? specificationOf(form) : PAY_AS_YOU_GO;
  const count = (n: number | null | undefined) => (n == null ? "—" : format.number(n));
  const labels = {
    keyQuota: t("keys"),
    secretQuota: t("secrets"),
    accessQuota: t("access"),
    logStorageGb: t("logStorage"),
    quantity: t("quantity"),
  };
  return (
    <OrderSummary
      entries={[
        { label: t("instanceType"), value: t("software") },
        { label: t("billingMethod"), value: paidAhead ? t("subscription") : t("payAsYouGo") },
        { label: common("region"), value: regionName },
        ...(paidAhead
          ? [
              { label: t("site"), value: <SiteName site={form.site} /> },
              { label: t("deploymentMode"), value: <DeploymentModeName mode={form.deploymentMode} /> },
            ]
          : []),
        { label: t("performance"), value: t("qps", { qps: specification?.qps ?? form.qps }) },
        { label: t("keys"), value: count(specification?.keyQuota) },
        { label: t("secrets"), value: count(specification?.secretQuota) },
        { label: t("access"), value: count(specification?.accessQuota) },
        ...(paidAhead
          ? [
              {
                label: t("logAnalysis"),
                value: !form.logAnalysis
                  ? t("off")
                  : specification
                    ? t("gigabytes", { count: specification.logStorageGb })
                    : "—",
              },
              { label: t("quantity"), value: count(quantityOf(form)) },
              { label: t("duration"), value: t("months", { count: form.months }) },
              {
                label: t("autoRenewal"),
                value: form.autoRenewalMonths === null ? t("off") : t("eachTime", { count: form.autoRenewalMonths }),
              },
            ]
          : []),
      ]}
      quote={quoteOf(form, money.prices)}
      money={money}
      faults={asked ? faultsOf(form).map((field) => ({ id: numberFieldId(field), label: labels[field] })) : []}
      pending={pending}
      failure={failure}
    />
  );
}
