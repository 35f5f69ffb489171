"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { createSpecificationOrderAction } from "@/lib/actions/billing";
import { quoteSpecification } from "@/lib/domain/billing/instance-price-rules";
import type { RestOfPeriod } from "@/lib/domain/calendar";
import type { Specification } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { OrderForm, useOrder } from "./order-form";
import { type Money, OrderSummary } from "./order-summary";
import { tokenOf } from "./purchase-rules";
import {
  isSame,
  performancesFrom,
  rangeOf,
  UPGRADE_FIELDS,
  type UpgradeField,
  upgradedTo,
  upgradeFaults,
  upgradeFrom,
} from "./specification-rules";

export interface SpecificationFormProps {
  region: string;
  instanceId: string;
  name: string;
  endsAt: Date;
  rest: RestOfPeriod;
  specification: Specification;
  money: Money;
}

export default function SpecificationFormInScope({
  scope,
  ...form
}: SpecificationFormProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <SpecificationForm {...form} />
    </ClientScope>
  );
}

const fieldId = (field: UpgradeField) => `upgrade-${field}`;

/** INS-48: more of what a subscription holds, for what is left of its period. */
function SpecificationForm({
  region,
  instanceId,
  name,
  endsAt,
  rest,
  specification: from,
  money,
}: SpecificationFormProps) {
  const t = useTranslations("billing.specification");
  const purchase = useTranslations("billing.purchase");
  const format = useFormatter();
  const [form, setForm] = useState(() => upgradeFrom(from));
  const [left, setLeft] = useState<readonly UpgradeField[]>([]);
  const { place, ...state } = useOrder(createSpecificationOrderAction);
  const to = upgradedTo(form, from);
  const faults = upgradeFaults(form, from).filter((field) => left.includes(field));
  const labels: Record<UpgradeField, string> = {
    keyQuota: purchase("keys"),
    secretQuota: purchase("secrets"),
    accessQuota: purchase("access"),
    logStorageGb: purchase("logStorage"),
  };
  const step = (field: UpgradeField) => {
    const [was, is] = [from[field], to?.[field] ?? from[field]];
    return was === is ? format.number(is) : t("fromTo", { from: was, to: is });
  };

  function buy() {
    setLeft(UPGRADE_FIELDS);
    if (!to || isSame(from, to)) return;
    const clientToken = tokenOf(money.page, region, [to.qps, ...UPGRADE_FIELDS.map((field) => to[field])]);
    place({ region, instanceId, ...to, clientToken });
  }

  return (
    <OrderForm
      onBuy={buy}
      summary={
        <OrderSummary
          entries={[
            { label: t("instance"), value: name },
            {
              label: purchase("performance"),
              value:
                form.qps === from.qps
                  ? purchase("qps", { qps: from.qps })
                  : t("fromTo", { from: from.qps, to: form.qps }),
            },
            ...UPGRADE_FIELDS.map((field) => ({ label: labels[field], value: step(field) })),
            { label: t("endsAt"), value: <Moment at={endsAt} /> },
            { label: t("rest"), value: t("restOf", { months: rest.months, days: rest.days }) },
          ]}
          quote={to && quoteSpecification(money.prices, from, to, rest)}
          money={money}
          faults={faults.map((field) => ({ id: fieldId(field), label: labels[field] }))}
          note={to && isSame(from, to) && <p className="text-xs text-muted">{t("nothing")}</p>}
          blocked={to !== undefined && isSame(from, to)}
          {...state}
        />
      }
    >
      <div className="grid items-start gap-5 md:grid-cols-2">
        <Field label={purchase("performance")} help={purchase("performanceHelp")}>
          {(wiring) => (
            <Select
              {...wiring}
              name="qps"
              value={form.qps}
              onChange={(event) => setForm((now) => ({ ...now, qps: Number(event.target.value) }))}
              options={performancesFrom(from).map((qps) => ({
                value: String(qps),
                label: purchase("qps", { qps }),
              }))}
            />
          )}
        </Field>
        {UPGRADE_FIELDS.map((field) => (
          <Field
            key={field}
            id={fieldId(field)}
            label={labels[field]}
            help={field === "logStorageGb" ? t("logsHelp", rangeOf(field, from)) : t("range", rangeOf(field, from))}
            error={
              faults.includes(field) &&
              (field === "logStorageGb" ? t("wrongLogs") : purchase("outside", rangeOf(field, from)))
            }
          >
            {(wiring) => (
              <Input
                {...wiring}
                name={field}
                inputMode="numeric"
                autoComplete="off"
                value={form.numbers[field]}
                onChange={(event) =>
                  setForm((now) => ({ ...now, numbers: { ...now.numbers, [field]: event.target.value } }))
                }
                onBlur={() => setLeft((before) => [...before, field])}
              />
            )}
          </Field>
        ))}
        <p className="max-w-prose text-sm text-text-2 md:col-span-2">{t("say")}</p>
      </div>
    </OrderForm>
  );
}
