import { useLocale, useTranslations } from "next-intl";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { Amount } from "./amount";
import { amountText } from "./amount-text";
import { PriceLines } from "./price-lines";

/** The price as it was shown: lines, then what is due, then what a day costs later (BIL-04). */
export function OrderPrice({ order, aside }: { order: OrderView; aside?: string }) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const { form, quote } = order;
  const { lines, perDay } = quote;
  return (
    <>
      <PriceLines caption={t("confirm.prices")} per={t("order.unitPrice")} lines={lines} />
      <div className="flex flex-wrap items-baseline justify-end gap-x-6 gap-y-1 p-3 md:p-4 [:not(:first-child)]:border-t [:not(:first-child)]:border-line">
        {perDay && (
          <span className="text-sm text-text-2">
            {t("purchase.perDay", {
              instance: amountText(perDay.instanceMicros, locale),
              key: amountText(perDay.keyMicros, locale),
            })}
          </span>
        )}
        {"rest" in form && <span className="text-sm text-text-2">{t("order.forRest", form.rest)}</span>}
        {aside && <span className="text-sm text-text-2">{aside}</span>}
        <span className="flex items-baseline gap-2">
          {order.state !== "Unpaid" ? t("order.amount") : perDay ? t("purchase.dueNow") : t("purchase.total")}
          <strong className="text-2xl font-bold">
            <Amount micros={order.amountMicros} />
          </strong>
        </span>
      </div>
    </>
  );
}
