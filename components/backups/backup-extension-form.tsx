"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { OrderForm, useOrder } from "@/components/billing/order-form";
import { type Money, OrderSummary } from "@/components/billing/order-summary";
import { tokenOf } from "@/components/billing/purchase-rules";
import { ClientScope } from "@/components/patterns/client-scope";
import { Moment } from "@/components/patterns/moment";
import { Notice } from "@/components/ui/notice";
import { createBackupExtensionOrderAction } from "@/lib/actions/billing";
import type { QueryableRange } from "@/lib/domain/backups/queryable-range-rules";
import { quoteMoreDays } from "@/lib/domain/billing/instance-price-rules";
import type { BusinessDay, RestOfPeriod } from "@/lib/domain/calendar";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { extendedRange, moreDaysOf } from "./purchase-rules";
import { rangeText } from "./range-cell";
import { ViewableDaysField } from "./viewable-days-field";

export interface BackupExtensionProps {
  region: string;
  backupId: string;
  name: string;
  /** Viewable days now. */
  from: number;
  /** What can be restored now; null before the first run. */
  range: QueryableRange | null;
  enabledDay: BusinessDay | null;
  endsAt: Date;
  /** What of the period is paid for. */
  rest: RestOfPeriod;
  money: Money;
}

export default function BackupExtensionInScope({ scope, ...form }: BackupExtensionProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ExtensionForm {...form} />
    </ClientScope>
  );
}

const DAYS_ID = "extend-viewable-days";

/** BKP-43, BKP-82: the number of days after the extension, and which days that brings back into view (BKP-41). */
function ExtensionForm({ region, backupId, name, from, range, enabledDay, endsAt, rest, money }: BackupExtensionProps) {
  const t = useTranslations("backups.extend");
  const billing = useTranslations("billing");
  const [typed, setTyped] = useState("");
  const [left, setLeft] = useState(false);
  const { place, ...state } = useOrder(createBackupExtensionOrderAction);
  const days = moreDaysOf(typed, from);
  const isWrong = left && days === undefined;

  function buy() {
    setLeft(true);
    if (days === undefined) return;
    const clientToken = tokenOf(money.page, backupId, [days]);
    place({ region, backupId, viewableDays: days, clientToken });
  }

  return (
    <OrderForm
      onBuy={buy}
      summary={
        <OrderSummary
          entries={[
            { label: billing("backup.backup"), value: name },
            {
              label: billing("backup.days"),
              value: days === undefined ? from : billing("specification.fromTo", { from, to: days }),
            },
            { label: billing("specification.endsAt"), value: <Moment at={endsAt} /> },
            { label: billing("specification.rest"), value: billing("specification.restOf", { ...rest }) },
          ]}
          quote={days === undefined ? undefined : quoteMoreDays(money.prices, days - from, rest)}
          money={money}
          faults={isWrong ? [{ id: DAYS_ID, label: t("days") }] : []}
          {...state}
        />
      }
    >
      <div className="grid max-w-prose gap-5">
        <ViewableDaysField
          id={DAYS_ID}
          label={t("days")}
          groupLabel={t("usualDays")}
          above={from}
          help={t("daysHelp", { from })}
          error={isWrong && t("daysWrong", { minimum: from + 1 })}
          value={typed}
          onChange={setTyped}
          onLeave={() => setLeft(typed !== "")}
        />
        <div aria-live="polite">
          {days !== undefined && range && enabledDay && <Gain now={range} enabledDay={enabledDay} days={days} />}
        </div>
        <p className="text-sm text-text-2">{t("say")}</p>
      </div>
    </OrderForm>
  );
}

/** Which days become restorable, by the arithmetic of the backup itself. */
function Gain({ now, enabledDay, days }: { now: QueryableRange; enabledDay: BusinessDay; days: number }) {
  const t = useTranslations("backups.extend");
  const { range, added } = extendedRange(now, enabledDay, days);
  if (!added) {
    return (
      <Notice tone="plain" title={t("gainNone", { day: enabledDay })}>
        {t("gainLater")}
      </Notice>
    );
  }
  return (
    <Notice tone="info" title={t("gain", { range: rangeText(added) })}>
      {t("gainAll", { range: rangeText(range) })}
    </Notice>
  );
}
