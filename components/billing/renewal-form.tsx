"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { Card } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { createRenewalOrderAction } from "@/lib/actions/billing";
import { type Prices, quoteRenewal } from "@/lib/domain/billing/instance-price-rules";
import { RENEWAL_MONTHS, type Specification } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { OrderSummary } from "./order-summary";
import { tokenOf } from "./purchase-rules";

export interface RenewalFormProps {
  region: string;
  instanceId: string;
  name: string;
  endsAt: Date;
  isExpired: boolean;
  /** Where each renewal would end. */
  ends: readonly { months: number; endsAt: Date }[];
  specification: Specification;
  prices: Prices;
  balanceMicros: bigint;
  page: string;
}

export default function RenewalFormInScope({ scope, ...form }: RenewalFormProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RenewalForm {...form} />
    </ClientScope>
  );
}

/** INS-24, INS-67: how long, and the end that it gives. */
function RenewalForm({ region, instanceId, name, endsAt, isExpired, ends, ...money }: RenewalFormProps) {
  const t = useTranslations("billing.renewal");
  const purchase = useTranslations("billing.purchase");
  const router = useRouter();
  const [months, setMonths] = useState<(typeof RENEWAL_MONTHS)[number]>(1);
  const order = useAction(createRenewalOrderAction, {
    onSuccess: (made) => router.push(`/${made.region}/orders/${made.orderId}`),
  });
  const newEnd = ends.find((end) => end.months === months)?.endsAt;

  function buy(event: FormEvent) {
    event.preventDefault();
    const clientToken = tokenOf(money.page, instanceId, [months]);
    order.run({ region, instanceId, months, clientToken });
  }

  return (
    <form noValidate onSubmit={buy} className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Card>
        <div className="grid max-w-prose gap-5">
          <Field label={purchase("duration")} help={isExpired ? t("expiredDurationHelp") : t("durationHelp")}>
            {(wiring) => (
              <Select
                {...wiring}
                name="months"
                value={months}
                onChange={(event) =>
                  setMonths(RENEWAL_MONTHS.find((each) => each === Number(event.target.value)) ?? months)
                }
                options={RENEWAL_MONTHS.map((each) => ({
                  value: String(each),
                  label: purchase("months", { count: each }),
                }))}
              />
            )}
          </Field>
          <p className="text-sm text-text-2">{isExpired ? t("expiredSay") : t("say")}</p>
        </div>
      </Card>
      <OrderSummary
        entries={[
          { label: t("instance"), value: name },
          { label: isExpired ? t("endedAt") : t("endsAt"), value: <Moment at={endsAt} /> },
          { label: purchase("duration"), value: purchase("months", { count: months }) },
          {
            label: t("newEnd"),
            value: <strong className="font-bold">{newEnd ? <Moment at={newEnd} /> : "—"}</strong>,
          },
        ]}
        quote={quoteRenewal(money.prices, money.specification, months)}
        balanceMicros={money.balanceMicros}
        pending={order.pending || order.value !== undefined}
        failure={order.failure}
      />
    </form>
  );
}
