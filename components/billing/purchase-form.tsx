"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/patterns/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { createInstanceOrderAction } from "@/lib/actions/billing";
import { OrderForm, useOrder } from "./order-form";
import type { Money } from "./order-summary";
import {
  clientTokenOf,
  type PurchaseForm as Form,
  initialForm,
  inRegion,
  quantityOf,
  specificationOf,
} from "./purchase-rules";
import { PurchaseSummary } from "./purchase-summary";
import { SpecificationFields } from "./specification-fields";

export interface PurchaseFormProps {
  region: string;
  regions: readonly { id: string; name: string; zones: readonly string[] }[];
  money: Money;
}

/** INS-20..23. The summary follows the form; Buy Now makes an unpaid order and leads to Confirm Order (BIL-01). */
export function PurchaseForm({ region, regions, money }: PurchaseFormProps) {
  const t = useTranslations("billing.purchase");
  const common = useTranslations("common.label");
  const placeOf = (wanted: string) =>
    regions.find(({ id }) => id === wanted) ?? { id: wanted, name: wanted, zones: [] };
  const [form, setForm] = useState<Form>(() => initialForm(placeOf(region)));
  const place = placeOf(form.region);
  const [asked, setAsked] = useState(false);
  const { place: order, ...state } = useOrder(createInstanceOrderAction);
  const change = (part: Partial<Form>) => setForm((now) => ({ ...now, ...part }));

  function buy() {
    setAsked(true);
    const common = { region: form.region, clientToken: clientTokenOf(money.page, form) };
    if (form.chargeType === "POSTPAY") return order({ ...common, chargeType: "POSTPAY" });
    const specification = specificationOf(form);
    const quantity = quantityOf(form);
    if (!specification || quantity === null) return;
    const { site, deploymentMode, autoRenewalMonths } = form;
    order({
      ...common,
      ...specification,
      chargeType: "PREPAY",
      months: monthsOf(form),
      site,
      deploymentMode,
      quantity,
      ...(autoRenewalMonths && { autoRenewalMonths }),
    });
  }

  return (
    <OrderForm
      onBuy={buy}
      summary={<PurchaseSummary form={form} regionName={place.name} money={money} asked={asked} {...state} />}
    >
      <div className="grid gap-5">
        <RadioCards
          legend={t("billingMethod")}
          name="chargeType"
          value={form.chargeType}
          onChange={(chargeType) => change({ chargeType: chargeType === "POSTPAY" ? "POSTPAY" : "PREPAY" })}
          cards={[
            { value: "PREPAY", label: t("subscription"), consequence: t("subscriptionSay") },
            { value: "POSTPAY", label: t("payAsYouGoFixed"), consequence: t("payAsYouGoSay") },
          ]}
        />
        <div className="grid items-start gap-5 md:grid-cols-2">
          <Field label={t("instanceType")}>
            {(wiring) => (
              <Select {...wiring} name="instanceType" options={[{ value: "SOFTWARE", label: t("software") }]} />
            )}
          </Field>
          <Field label={common("region")} help={t("regionHelp")}>
            {(wiring) => (
              <Select
                {...wiring}
                name="region"
                value={form.region}
                onChange={(event) => setForm((now) => inRegion(now, placeOf(event.target.value)))}
                options={regions.map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }))}
              />
            )}
          </Field>
        </div>
        {form.chargeType === "PREPAY" && (
          <SpecificationFields form={form} zones={place.zones} change={change} asked={asked} />
        )}
      </div>
    </OrderForm>
  );
}

/** The select offers the months of INS-24 only. */
function monthsOf(form: Form) {
  return form.months as 1 | 2 | 3 | 6 | 12 | 24 | 36;
}
