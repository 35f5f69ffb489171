import { useFormatter, useLocale, useTranslations } from "next-intl";
import { ActionFailure } from "@/components/patterns/action-failure";
import { FieldErrors } from "@/components/patterns/field-errors";
import { KeyValue } from "@/components/patterns/key-value";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import type { Prices } from "@/lib/domain/billing/instance-price-rules";
import { PAY_AS_YOU_GO } from "@/lib/domain/instances/instance-rules";
import { Amount } from "./amount";
import { amountText } from "./amount-text";
import { PriceLineName } from "./price-line-name";
import { faultsOf, type PurchaseForm, quoteOf, specificationOf } from "./purchase-rules";
import { quotaFieldId } from "./specification-fields";

/** What the form comes to, and Buy Now. */
export function PurchaseSummary({
  form,
  regionName,
  prices,
  balanceMicros,
  faulty,
  pending,
  failure,
}: {
  form: PurchaseForm;
  regionName: string;
  prices: Prices;
  balanceMicros: bigint;
  faulty: boolean;
  pending: boolean;
  failure: Failure | undefined;
}) {
  const t = useTranslations("billing.purchase");
  const common = useTranslations("common");
  const format = useFormatter();
  const locale = useLocale();
  const quote = quoteOf(form, prices);
  const specification = form.chargeType === "POSTPAY" ? PAY_AS_YOU_GO : specificationOf(form);
  const count = (n: number | undefined) => (n === undefined ? "—" : format.number(n));
  const short = quote !== undefined && quote.dueMicros > balanceMicros;
  const fieldLabels = { keyQuota: t("keys"), secretQuota: t("secrets"), accessQuota: t("access") };
  return (
    <aside aria-label={t("summary")} className="lg:sticky lg:top-[calc(var(--shell-header)+1rem)]">
      <Card title={t("summary")}>
        <div className="grid gap-3">
          <KeyValue
            entries={[
              { label: t("instanceType"), value: t("software") },
              {
                label: t("billingMethod"),
                value: form.chargeType === "PREPAY" ? t("subscription") : t("payAsYouGo"),
              },
              { label: common("label.region"), value: regionName },
              { label: t("performance"), value: t("qps", { qps: specification?.qps ?? form.qps }) },
              { label: t("keys"), value: count(specification?.keyQuota) },
              { label: t("secrets"), value: count(specification?.secretQuota) },
              { label: t("access"), value: count(specification?.accessQuota) },
              ...(form.chargeType === "PREPAY"
                ? [{ label: t("duration"), value: t("months", { count: form.months }) }]
                : []),
            ]}
          />
          {quote && quote.lines.length > 1 && (
            <ul className="grid gap-1 border-t border-line pt-3 text-xs text-text-2">
              {quote.lines.map((line) => (
                <li key={line.code} className="flex justify-between gap-3">
                  <PriceLineName code={line.code} />
                  <Amount micros={line.amountMicros} />
                </li>
              ))}
            </ul>
          )}
          <div aria-live="polite" className="grid gap-1 border-t border-line pt-3">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="text-sm">{form.chargeType === "PREPAY" ? t("total") : t("dueNow")}</span>
              <strong className="text-2xl font-bold">{quote ? <Amount micros={quote.dueMicros} /> : "—"}</strong>
            </p>
            {quote?.perDay && (
              <p className="text-xs text-muted">
                {t("perDay", {
                  instance: amountText(quote.perDay.instanceMicros, locale),
                  key: amountText(quote.perDay.keyMicros, locale),
                })}
              </p>
            )}
            {quote && !short && (
              <p className="text-xs text-muted">
                {t("balanceAfter", { amount: amountText(balanceMicros - quote.dueMicros, locale) })}
              </p>
            )}
            {short && (
              <p className="text-xs font-bold text-danger">
                {t("balanceShort", { balance: amountText(balanceMicros, locale) })}
              </p>
            )}
          </div>
          {faulty && (
            <div role="alert" className="text-xs text-danger">
              <FieldErrors
                fields={faultsOf(form).map((field) => ({ id: quotaFieldId(field), label: fieldLabels[field] }))}
              />
            </div>
          )}
          {failure && <ActionFailure failure={failure} />}
          <Button type="submit" tone="primary" disabled={pending || short} className="min-h-10">
            {pending ? common("form.working") : common("label.buyNow")}
          </Button>
        </div>
      </Card>
    </aside>
  );
}
