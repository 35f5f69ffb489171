import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyValue } from "@/components/patterns/key-value";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { OrderFormOf } from "@/lib/domain/billing/order-parameters";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { DeploymentModeName, SiteName } from "./instance-words";
import { OrderWhat, SpecificationSteps } from "./order-what";

interface Entry {
  label: string;
  value: ReactNode;
}

/** What was ordered, as the form was sent. */
export function OrderFacts({
  order,
  regionName,
  more = [],
}: {
  order: OrderView;
  regionName: string;
  more?: readonly Entry[];
}) {
  const common = useTranslations("common.label");
  return (
    <KeyValue
      columns={2}
      entries={[{ label: common("region"), value: regionName }, ...useFormEntries(order), ...more]}
    />
  );
}

function useFormEntries(order: OrderView): Entry[] {
  const t = useTranslations("billing");
  const instanceEntries = useInstanceEntries();
  const format = useFormatter();
  const { form, resourceId, region } = order;
  const duration = (months: number) => ({
    label: t("purchase.duration"),
    value: t("purchase.months", { count: months }),
  });
  const what = { label: t("order.what"), value: <OrderWhat form={form} /> };
  const subject = resourceId
    ? [
        {
          label: t("order.instance"),
          value: (
            <TextLink href={`/${region}/instances/${resourceId}`}>
              <Mono>{resourceId}</Mono>
            </TextLink>
          ),
        },
      ]
    : [];
  const days = (count: number) => ({ label: t("backup.days"), value: format.number(count) });
  const backup = resourceId
    ? [
        {
          label: t("backup.backup"),
          value: (
            <TextLink href={`/${region}/backups/${resourceId}`}>
              <Mono>{resourceId}</Mono>
            </TextLink>
          ),
        },
      ]
    : [];
  switch (form.kind) {
    case "instance":
      return instanceEntries(form);
    case "plan":
      return [{ label: t("plan.plan"), value: t("plan.name") }, duration(form.months)];
    case "planRenewal":
      return [{ label: t("plan.plan"), value: t("plan.name") }, what, duration(form.months)];
    case "renewal":
      return [what, ...subject, duration(form.months)];
    case "specification":
      return [
        what,
        ...subject,
        { label: t("order.change"), value: <SpecificationSteps form={form} /> },
        { label: t("specification.rest"), value: t("specification.restOf", form.rest) },
      ];
    case "backup":
      return [
        { label: t("backup.plan"), value: t("backup.name") },
        days(form.viewableDays),
        { label: t("backup.quantity"), value: format.number(form.quantity) },
        duration(form.months),
      ];
    case "backupRenewal":
      return [what, ...backup, days(form.viewableDays), duration(form.months)];
    case "backupExtension":
      return [
        what,
        ...backup,
        { label: t("backup.days"), value: t("specification.fromTo", { from: form.from, to: form.viewableDays }) },
        { label: t("specification.rest"), value: t("specification.restOf", form.rest) },
      ];
    case "refund":
      return form.reason === "Unsubscribed"
        ? [what, { label: t("order.instance"), value: <Mono>{form.of}</Mono> }]
        : [
            what,
            {
              label: t("order.ofOrder"),
              value: (
                <TextLink href={`/${region}/orders/${form.of}`}>
                  <Mono>{form.of}</Mono>
                </TextLink>
              ),
            },
          ];
  }
}

function useInstanceEntries() {
  const t = useTranslations("billing.purchase");
  const format = useFormatter();
  return (form: OrderFormOf<"instance">): Entry[] => {
    const { specification, months, deploymentMode, autoRenewalMonths } = form;
    const quotas = [
      { label: t("performance"), value: t("qps", { qps: specification.qps }) },
      { label: t("keys"), value: format.number(specification.keyQuota) },
      { label: t("secrets"), value: format.number(specification.secretQuota) },
      { label: t("access"), value: format.number(specification.accessQuota) },
    ];
    if (months === null) {
      return [
        { label: t("instanceType"), value: t("software") },
        { label: t("billingMethod"), value: t("payAsYouGo") },
        ...quotas,
      ];
    }
    const { logStorageGb } = specification;
    return [
      { label: t("instanceType"), value: t("software") },
      { label: t("billingMethod"), value: t("subscription") },
      { label: t("site"), value: <SiteName site={form.site} /> },
      { label: t("deploymentMode"), value: deploymentMode ? <DeploymentModeName mode={deploymentMode} /> : "—" },
      ...quotas,
      {
        label: t("logAnalysis"),
        value: logStorageGb === 0 ? t("off") : t("gigabytes", { count: logStorageGb }),
      },
      { label: t("quantity"), value: format.number(form.quantity) },
      { label: t("duration"), value: t("months", { count: months }) },
      {
        label: t("autoRenewal"),
        value: autoRenewalMonths === null ? t("off") : t("eachTime", { count: autoRenewalMonths }),
      },
    ];
  };
}
