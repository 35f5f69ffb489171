"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Moment } from "@/components/patterns/moment";
import {
  createBackupRenewalOrderAction,
  createPlanRenewalOrderAction,
  createRenewalOrderAction,
} from "@/lib/actions/billing";
import { type Prices, quoteBackups, quotePlan, quoteRenewal } from "@/lib/domain/billing/instance-price-rules";
import { RENEWAL_MONTHS, type Specification } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { MonthsField } from "./months-field";
import { OrderForm, useOrder } from "./order-form";
import { type Money, OrderSummary } from "./order-summary";
import { tokenOf } from "./purchase-rules";

type Months = (typeof RENEWAL_MONTHS)[number];

/** What goes on: a subscription, the plan that lets the region's default key rotate, or a purchased backup (BKP-110). */
export type Renewed =
  | { kind: "instance"; instanceId: string; name: string; specification: Specification }
  | { kind: "plan"; planId: string }
  | { kind: "backup"; backupId: string; name: string; viewableDays: number };

export interface RenewalFormProps {
  region: string;
  renewed: Renewed;
  endsAt: Date;
  isExpired: boolean;
  /** Where each renewal would end. */
  ends: readonly { months: number; endsAt: Date }[];
  money: Money;
}

export default function RenewalFormInScope({ scope, ...form }: RenewalFormProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RenewalForm {...form} />
    </ClientScope>
  );
}

/** INS-24, INS-67: how long, and the end that it gives. */
function RenewalForm({ region, renewed, endsAt, isExpired, ends, money }: RenewalFormProps) {
  const t = useTranslations("billing.renewal");
  const purchase = useTranslations("billing.purchase");
  const texts = useTexts(renewed, isExpired);
  const [months, setMonths] = useState<Months>(1);
  const { place, ...state } = useOrder((asked: Months) => order(region, renewed, asked, money.page));
  const newEnd = ends.find((end) => end.months === months)?.endsAt;
  return (
    <OrderForm
      onBuy={() => place(months)}
      summary={
        <OrderSummary
          entries={[
            texts.subject,
            { label: isExpired ? t("endedAt") : t("endsAt"), value: <Moment at={endsAt} /> },
            { label: purchase("duration"), value: purchase("months", { count: months }) },
            {
              label: t("newEnd"),
              value: <strong className="font-bold">{newEnd ? <Moment at={newEnd} /> : "—"}</strong>,
            },
          ]}
          quote={quoteOf(money.prices, renewed, months)}
          money={money}
          {...state}
        />
      }
    >
      <div className="grid max-w-prose gap-5">
        <MonthsField
          label={purchase("duration")}
          help={isExpired ? t("expiredDurationHelp") : t("durationHelp")}
          months={months}
          choices={RENEWAL_MONTHS}
          textOf={(count) => purchase("months", { count })}
          onChange={setMonths}
        />
        <p className="text-sm text-text-2">{texts.say}</p>
      </div>
    </OrderForm>
  );
}

function order(region: string, renewed: Renewed, months: Months, page: string) {
  if (renewed.kind === "plan") {
    const { planId } = renewed;
    return createPlanRenewalOrderAction({ region, planId, months, clientToken: tokenOf(page, planId, [months]) });
  }
  if (renewed.kind === "backup") {
    const { backupId } = renewed;
    return createBackupRenewalOrderAction({ region, backupId, months, clientToken: tokenOf(page, backupId, [months]) });
  }
  const { instanceId } = renewed;
  return createRenewalOrderAction({ region, instanceId, months, clientToken: tokenOf(page, instanceId, [months]) });
}

function quoteOf(prices: Prices, renewed: Renewed, months: number) {
  if (renewed.kind === "plan") return quotePlan(prices, months);
  if (renewed.kind === "backup") return quoteBackups(prices, renewed.viewableDays, months);
  return quoteRenewal(prices, renewed.specification, months);
}

function useTexts(renewed: Renewed, isExpired: boolean) {
  const t = useTranslations("billing.renewal");
  const plan = useTranslations("billing.planRenewal");
  const backup = useTranslations("billing.backup");
  if (renewed.kind === "backup") {
    return {
      subject: { label: backup("backup"), value: renewed.name },
      say: isExpired ? backup("renewExpiredSay") : backup("renewSay", { days: renewed.viewableDays }),
    };
  }
  if (renewed.kind === "plan") {
    return {
      subject: { label: plan("plan"), value: plan("name") },
      say: isExpired ? plan("expiredSay") : plan("say"),
    };
  }
  return {
    subject: { label: t("instance"), value: renewed.name },
    say: isExpired ? t("expiredSay") : t("say"),
  };
}
