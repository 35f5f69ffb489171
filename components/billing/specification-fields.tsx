import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/patterns/field";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import {
  AUTO_RENEWAL_MONTHS,
  DEPLOYMENT_MODES,
  SITES,
  SPECIFICATION,
  SUBSCRIPTION_MONTHS,
} from "@/lib/domain/instances/instance-rules";
import { DeploymentModeName } from "./instance-words";
import { faultsOf, LIMITS, modesShown, type NumberField, type PurchaseForm, QUOTA_FIELDS } from "./purchase-rules";

/** Links of the summary of errors lead here. */
export const numberFieldId = (field: NumberField) => `quota-${field}`;

/** What only a subscription chooses (INS-21, INS-24). Each field is judged when it is left, and all when asked to buy. */
export function SpecificationFields({
  form,
  zones,
  change,
  asked,
}: {
  form: PurchaseForm;
  /** Of the region that is chosen. */
  zones: readonly string[];
  change: (part: Partial<PurchaseForm>) => void;
  asked: boolean;
}) {
  const t = useTranslations("billing.purchase");
  const format = useFormatter();
  const [left, setLeft] = useState<readonly NumberField[]>([]);
  const faults = faultsOf(form);
  const texts: Record<NumberField, { label: string; help: string }> = {
    keyQuota: { label: t("keys"), help: t("keysHelp", LIMITS.keyQuota) },
    secretQuota: { label: t("secrets"), help: t("secretsHelp", LIMITS.secretQuota) },
    accessQuota: { label: t("access"), help: t("accessHelp", LIMITS.accessQuota) },
    logStorageGb: { label: t("logStorage"), help: t("logStorageHelp") },
    quantity: { label: t("quantity"), help: t("quantityHelp", LIMITS.quantity) },
  };
  const monthsOptions = (choices: readonly number[]) =>
    choices.map((months) => ({ value: String(months), label: t("months", { count: months }) }));
  const numberField = (field: NumberField) => (
    <Field
      key={field}
      id={numberFieldId(field)}
      label={texts[field].label}
      help={texts[field].help}
      error={
        (asked || left.includes(field)) &&
        faults.includes(field) &&
        (field === "logStorageGb" ? t("outsideLogs", SPECIFICATION.logStorageGb) : t("outside", LIMITS[field]))
      }
    >
      {(wiring) => (
        <Input
          {...wiring}
          name={field}
          inputMode="numeric"
          autoComplete="off"
          value={form.numbers[field]}
          placeholder={format.number(LIMITS[field].minimum)}
          onChange={(event) => change({ numbers: { ...form.numbers, [field]: event.target.value } })}
          onBlur={() => setLeft((before) => [...before, field])}
        />
      )}
    </Field>
  );
  return (
    <>
      <RadioCards
        legend={t("deploymentMode")}
        name="deploymentMode"
        value={form.deploymentMode}
        onChange={(chosen) =>
          change({ deploymentMode: DEPLOYMENT_MODES.find((mode) => mode === chosen) ?? form.deploymentMode })
        }
        cards={modesShown(zones).map(({ mode, offered }) => ({
          value: mode,
          label: <DeploymentModeName mode={mode} />,
          disabled: !offered,
          consequence: !offered
            ? t("tooFewZones")
            : mode === "SingleZone"
              ? t("singleZoneSay")
              : mode === "DualZone"
                ? t("dualZoneSay")
                : t("multiZoneSay"),
        }))}
      />
      <div className="grid items-start gap-5 md:grid-cols-2">
        <Field label={t("site")} help={t("siteHelp")}>
          {(wiring) => (
            <Select
              {...wiring}
              name="site"
              value={form.site}
              onChange={(event) => change({ site: SITES.find((site) => site === event.target.value) ?? form.site })}
              options={[
                { value: "International", label: t("international") },
                { value: "ChineseMainland", label: t("chineseMainland") },
              ]}
            />
          )}
        </Field>
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
        {QUOTA_FIELDS.map(numberField)}
        <div className="grid gap-3 md:col-span-2 md:grid-cols-2 md:gap-5">
          <Checkbox
            checked={form.logAnalysis}
            onChange={(event) => change({ logAnalysis: event.target.checked })}
            help={t("logAnalysisHelp")}
          >
            <span className="font-bold">{t("logAnalysis")}</span>
          </Checkbox>
          {form.logAnalysis && numberField("logStorageGb")}
        </div>
        {numberField("quantity")}
        <Field label={t("duration")} help={t("durationHelp")}>
          {(wiring) => (
            <Select
              {...wiring}
              name="months"
              value={form.months}
              onChange={(event) => change({ months: Number(event.target.value) })}
              options={monthsOptions(SUBSCRIPTION_MONTHS)}
            />
          )}
        </Field>
        <div className="grid gap-3 md:col-span-2 md:grid-cols-2 md:gap-5">
          <Checkbox
            checked={form.autoRenewalMonths !== null}
            onChange={(event) => change({ autoRenewalMonths: event.target.checked ? 1 : null })}
            help={t("autoRenewalHelp")}
          >
            <span className="font-bold">{t("autoRenewal")}</span>
          </Checkbox>
          {form.autoRenewalMonths !== null && (
            <Field label={t("autoRenewalMonths")}>
              {(wiring) => (
                <Select
                  {...wiring}
                  name="autoRenewalMonths"
                  value={form.autoRenewalMonths ?? 1}
                  onChange={(event) =>
                    change({
                      autoRenewalMonths:
                        AUTO_RENEWAL_MONTHS.find((months) => months === Number(event.target.value)) ?? 1,
                    })
                  }
                  options={monthsOptions(AUTO_RENEWAL_MONTHS)}
                />
              )}
            </Field>
          )}
        </div>
      </div>
    </>
  );
}
