import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SPECIFICATION, SUBSCRIPTION_MONTHS } from "@/lib/domain/instances/instance-rules";
import { faultsOf, type PurchaseForm, QUOTA_FIELDS, type QuotaField } from "./purchase-rules";

/** Links of the summary of errors lead here. */
export const quotaFieldId = (field: QuotaField) => `quota-${field}`;

/** What only a subscription chooses (INS-21, INS-24). Each field is judged when it is left, and all when asked to buy. */
export function SpecificationFields({
  form,
  change,
  asked,
}: {
  form: PurchaseForm;
  change: (part: Partial<PurchaseForm>) => void;
  asked: boolean;
}) {
  const t = useTranslations("billing.purchase");
  const format = useFormatter();
  const [left, setLeft] = useState<readonly QuotaField[]>([]);
  const faults = faultsOf(form);
  const texts = {
    keyQuota: { label: t("keys"), help: t("keysHelp", SPECIFICATION.keyQuota) },
    secretQuota: { label: t("secrets"), help: t("secretsHelp", SPECIFICATION.secretQuota) },
    accessQuota: { label: t("access"), help: t("accessHelp", SPECIFICATION.accessQuota) },
  };
  return (
    <div className="grid items-start gap-5 md:grid-cols-2">
      <Field label={t("performance")} help={t("performanceHelp")}>
        {(wiring) => (
          <Select
            {...wiring}
            name="qps"
            value={form.qps}
            onChange={(event) => change({ qps: Number(event.target.value) })}
            options={SPECIFICATION.qps.choices.map((qps) => ({ value: String(qps), label: t("qps", { qps }) }))}
          />
        )}
      </Field>
      {QUOTA_FIELDS.map((field) => (
        <Field
          key={field}
          id={quotaFieldId(field)}
          label={texts[field].label}
          help={texts[field].help}
          error={(asked || left.includes(field)) && faults.includes(field) && t("outside", SPECIFICATION[field])}
        >
          {(wiring) => (
            <Input
              {...wiring}
              name={field}
              inputMode="numeric"
              autoComplete="off"
              value={form.quotas[field]}
              placeholder={format.number(SPECIFICATION[field].initial)}
              onChange={(event) => change({ quotas: { ...form.quotas, [field]: event.target.value } })}
              onBlur={() => setLeft((before) => [...before, field])}
            />
          )}
        </Field>
      ))}
      <Field label={t("duration")} help={t("durationHelp")}>
        {(wiring) => (
          <Select
            {...wiring}
            name="months"
            value={form.months}
            onChange={(event) => change({ months: Number(event.target.value) })}
            options={SUBSCRIPTION_MONTHS.map((months) => ({
              value: String(months),
              label: t("months", { count: months }),
            }))}
          />
        )}
      </Field>
    </div>
  );
}
