"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { createPlanOrderAction } from "@/lib/actions/billing";
import { type Prices, quotePlan } from "@/lib/domain/billing/instance-price-rules";
import { SUBSCRIPTION_MONTHS } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { OrderSummary } from "./order-summary";
import { tokenOf } from "./purchase-rules";

export interface PlanFormProps {
  region: string;
  /** `inEffectUntil`: of the plan that the region has already. */
  regions: readonly { id: string; name: string; inEffectUntil: Date | null }[];
  prices: Prices;
  balanceMicros: bigint;
  page: string;
}

export default function PlanFormInScope({ scope, ...form }: PlanFormProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PlanForm {...form} />
    </ClientScope>
  );
}

/** The value-added plan (INS-22, KEY-06): what it does, and what a second one for the same region would come to. */
function PlanForm({ region: initial, regions, prices, balanceMicros, page }: PlanFormProps) {
  const t = useTranslations("billing.plan");
  const purchase = useTranslations("billing.purchase");
  const common = useTranslations("common.label");
  const router = useRouter();
  const [region, setRegion] = useState(initial);
  const [months, setMonths] = useState<(typeof SUBSCRIPTION_MONTHS)[number]>(12);
  const order = useAction(createPlanOrderAction, {
    onSuccess: (made) => router.push(`/${made.region}/orders/${made.orderId}`),
  });
  const chosen = regions.find(({ id }) => id === region);
  const until = chosen?.inEffectUntil;

  function buy(event: FormEvent) {
    event.preventDefault();
    const clientToken = tokenOf(page, `plan.${region}`, [months]);
    order.run({ region, plan: "DefaultKeyRotation", months, clientToken });
  }

  return (
    <form noValidate onSubmit={buy} className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Card>
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
            <Field label={purchase("duration")} help={t("durationHelp")}>
              {(wiring) => (
                <Select
                  {...wiring}
                  name="months"
                  value={months}
                  onChange={(event) =>
                    setMonths(SUBSCRIPTION_MONTHS.find((each) => each === Number(event.target.value)) ?? months)
                  }
                  options={SUBSCRIPTION_MONTHS.map((each) => ({
                    value: String(each),
                    label: purchase("months", { count: each }),
                  }))}
                />
              )}
            </Field>
          </div>
          {until && (
            <Notice tone="warn" title={t.rich("inEffect", { at: () => <Moment at={until} /> })}>
              {t("duplicate")}
            </Notice>
          )}
        </div>
      </Card>
      <OrderSummary
        entries={[
          { label: t("plan"), value: t("name") },
          { label: common("region"), value: chosen?.name ?? region },
          { label: purchase("duration"), value: purchase("months", { count: months }) },
        ]}
        quote={quotePlan(prices, months)}
        balanceMicros={balanceMicros}
        pending={order.pending || order.value !== undefined}
        failure={order.failure}
      />
    </form>
  );
}
