"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { createPlanOrderAction } from "@/lib/actions/billing";
import { quotePlan } from "@/lib/domain/billing/instance-price-rules";
import { SUBSCRIPTION_MONTHS } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { MonthsField } from "./months-field";
import { OrderForm, useOrder } from "./order-form";
import { type Money, OrderSummary } from "./order-summary";
import { tokenOf } from "./purchase-rules";

export interface PlanFormProps {
  region: string;
  /** `inEffectUntil`: of the plan that the region has already. */
  regions: readonly { id: string; name: string; inEffectUntil: Date | null }[];
  money: Money;
}

export default function PlanFormInScope({ scope, ...form }: PlanFormProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PlanForm {...form} />
    </ClientScope>
  );
}

/** The value-added plan (INS-22, KEY-06): what it does, and what a second one for the same region would come to. */
function PlanForm({ region: initial, regions, money }: PlanFormProps) {
  const t = useTranslations("billing.plan");
  const purchase = useTranslations("billing.purchase");
  const common = useTranslations("common.label");
  const [region, setRegion] = useState(initial);
  const [months, setMonths] = useState<(typeof SUBSCRIPTION_MONTHS)[number]>(12);
  const { place, ...state } = useOrder(createPlanOrderAction);
  const chosen = regions.find(({ id }) => id === region);
  const until = chosen?.inEffectUntil;

  return (
    <OrderForm
      onBuy={() =>
        place({
          region,
          plan: "DefaultKeyRotation",
          months,
          clientToken: tokenOf(money.page, `plan.${region}`, [months]),
        })
      }
      summary={
        <OrderSummary
          entries={[
            { label: t("plan"), value: t("name") },
            { label: common("region"), value: chosen?.name ?? region },
            { label: purchase("duration"), value: purchase("months", { count: months }) },
          ]}
          quote={quotePlan(money.prices, months)}
          money={money}
          {...state}
        />
      }
    >
      <div className="grid gap-5">
        <ul className="grid max-w-prose list-disc gap-1 pl-5 text-sm text-text-2">
          <li>{t("does")}</li>
          <li>{t("onlyDefault")}</li>
          <li>{t("oncePerRegion")}</li>
        </ul>
        <div className="grid items-start gap-5 md:grid-cols-2">
          <Field label={common("region")}>
            {(wiring) => (
              <Select
                {...wiring}
                name="region"
                value={region}
                onChange={(event) => setRegion(event.target.value)}
                options={regions.map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }))}
              />
            )}
          </Field>
          <MonthsField
            label={purchase("duration")}
            help={t("durationHelp")}
            months={months}
            choices={SUBSCRIPTION_MONTHS}
            textOf={(count) => purchase("months", { count })}
            onChange={setMonths}
          />
        </div>
        {until && (
          <Notice tone="warn" title={t.rich("inEffect", { at: () => <Moment at={until} /> })}>
            {t("duplicate")}
          </Notice>
        )}
      </div>
    </OrderForm>
  );
}
