"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { MonthsField } from "@/components/billing/months-field";
import { OrderForm, useOrder } from "@/components/billing/order-form";
import { type Money, OrderSummary } from "@/components/billing/order-summary";
import { tokenOf } from "@/components/billing/purchase-rules";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { createBackupOrderAction } from "@/lib/actions/billing";
import { quoteBackups } from "@/lib/domain/billing/instance-price-rules";
import { SUBSCRIPTION_MONTHS } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { QUANTITY_RANGE, quantityOf, viewableDaysOf } from "./purchase-rules";
import { ViewableDaysField } from "./viewable-days-field";

export interface BackupPurchaseProps {
  region: string;
  regions: readonly { id: string; name: string }[];
  /** Where each duration would end that began now. */
  ends: readonly { months: number; endsAt: Date }[];
  money: Money;
}

export default function BackupPurchaseInScope({ scope, ...form }: BackupPurchaseProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PurchaseForm {...form} />
    </ClientScope>
  );
}

const DAYS_ID = "purchase-viewable-days";
const QUANTITY_ID = "purchase-quantity";

/** Create Backup (BKP-70, BKP-77): the days with their advice (BKP-22), how many, how long, and what that comes to. */
function PurchaseForm({ region: initial, regions, ends, money }: BackupPurchaseProps) {
  const t = useTranslations("backups.purchase");
  const common = useTranslations("common.label");
  const [region, setRegion] = useState(initial);
  const [days, setDays] = useState("90");
  const [quantity, setQuantity] = useState("1");
  const [months, setMonths] = useState<(typeof SUBSCRIPTION_MONTHS)[number]>(12);
  const [left, setLeft] = useState<readonly string[]>([]);
  const leave = (...ids: string[]) => setLeft((before) => [...before, ...ids]);
  const { place, ...state } = useOrder(createBackupOrderAction);
  const [viewableDays, count] = [viewableDaysOf(days), quantityOf(quantity)];
  const isComplete = viewableDays !== undefined && count !== undefined;
  const faults = [
    ...(viewableDays === undefined ? [{ id: DAYS_ID, label: t("viewableDays") }] : []),
    ...(count === undefined ? [{ id: QUANTITY_ID, label: t("quantity") }] : []),
  ].filter(({ id }) => left.includes(id));
  const isFault = (wanted: string) => faults.some(({ id }) => id === wanted);
  const endsAt = ends.find((end) => end.months === months)?.endsAt;

  function buy() {
    leave(DAYS_ID, QUANTITY_ID);
    if (!isComplete) return;
    const clientToken = tokenOf(money.page, `bkp.${region}`, [viewableDays, count, months]);
    place({ region, viewableDays, quantity: count, months, clientToken });
  }

  return (
    <OrderForm
      onBuy={buy}
      summary={
        <OrderSummary
          entries={[
            { label: t("plan"), value: t("instanceBackup") },
            { label: common("region"), value: regions.find(({ id }) => id === region)?.name ?? region },
            { label: t("viewableDays"), value: viewableDays ?? "—" },
            { label: t("quantity"), value: count ?? "—" },
            { label: t("duration"), value: t("months", { count: months }) },
            { label: t("ends"), value: endsAt ? <Moment at={endsAt} /> : "—" },
          ]}
          quote={isComplete ? quoteBackups(money.prices, viewableDays, months, count) : undefined}
          money={money}
          faults={faults}
          {...state}
        />
      }
    >
      <div className="grid gap-5">
        <div className="grid items-start gap-5 md:grid-cols-2">
          <Field label={t("instanceType")}>
            {(wiring) => (
              <Select {...wiring} name="instanceType" options={[{ value: "plan", label: t("valueAddedPlan") }]} />
            )}
          </Field>
          <Field label={t("plan")}>
            {(wiring) => (
              <Select {...wiring} name="plan" options={[{ value: "instance-backup", label: t("instanceBackup") }]} />
            )}
          </Field>
        </div>
        <Field label={common("region")} help={t("regionHelp")}>
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
        <ViewableDaysField
          id={DAYS_ID}
          label={t("viewableDays")}
          groupLabel={t("usualDays")}
          help={
            <>
              {t("viewableDaysHelp")}
              <span className="mt-1 block">{t("viewableDaysAdvice")}</span>
            </>
          }
          error={isFault(DAYS_ID) && t("viewableDaysWrong")}
          value={days}
          onChange={setDays}
          onLeave={() => leave(DAYS_ID)}
        />
        <div className="grid items-start gap-5 md:grid-cols-2">
          <Field
            id={QUANTITY_ID}
            label={t("quantity")}
            help={t("quantityHelp")}
            error={isFault(QUANTITY_ID) && t("quantityWrong", QUANTITY_RANGE)}
          >
            {(wiring) => (
              <Input
                {...wiring}
                name="quantity"
                inputMode="numeric"
                autoComplete="off"
                value={quantity}
                onChange={(event) => setQuantity(event.target.value)}
                onBlur={() => leave(QUANTITY_ID)}
              />
            )}
          </Field>
          <MonthsField
            label={t("duration")}
            help={t("durationHelp")}
            months={months}
            choices={SUBSCRIPTION_MONTHS}
            textOf={(each) => t("months", { count: each })}
            onChange={setMonths}
          />
        </div>
      </div>
    </OrderForm>
  );
}
