import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { FieldErrors } from "@/components/patterns/field-errors";
import { KeyValue } from "@/components/patterns/key-value";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import type { Prices, Quote } from "@/lib/domain/billing/instance-price-rules";
import { Amount } from "./amount";
import { amountText } from "./amount-text";
import { BalanceShort, isShort } from "./balance-short";
import { FreeMode, isFree } from "./free-mode";
import { PriceLineName } from "./price-line-name";

/** What every form of money is given (money.ts of the instances' pages). */
export interface Money {
  prices: Prices;
  balanceMicros: bigint;
  /** Where the reader tops up balances; null for one who cannot. */
  operatorHref: string | null;
  /** Drawn with the page: the same form sent twice is one order (BIL-03). */
  page: string;
}

/** What a form of money comes to, beside it, and Buy Now (BIL-01). */
export function OrderSummary({
  entries,
  quote,
  money: { balanceMicros, operatorHref, prices },
  faults = [],
  note,
  blocked,
  pending,
  failure,
}: {
  entries: readonly { label: string; value: ReactNode }[];
  /** Undefined while a field is wrong. */
  quote: Quote | undefined;
  money: Money;
  /** Fields to mend, once it was asked to buy. */
  faults?: readonly { id: string; label: string }[];
  /** What must be known before buying. */
  note?: ReactNode;
  /** Nothing to buy as it stands. */
  blocked?: boolean;
  pending: boolean;
  failure: Failure | undefined;
}) {
  const t = useTranslations("billing.purchase");
  const common = useTranslations("common");
  const locale = useLocale();
  const short = quote !== undefined && isShort(balanceMicros, quote.dueMicros);
  return (
    <aside aria-label={t("summary")} className="lg:sticky lg:top-[calc(var(--shell-header)+1rem)]">
      <Card title={t("summary")}>
        <div className="grid gap-3">
          <KeyValue entries={entries} />
          {isFree(prices) && <FreeMode />}
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
              <span className="text-sm">{quote?.perDay ? t("dueNow") : t("total")}</span>
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
          </div>
          {short && (
            <BalanceShort balanceMicros={balanceMicros} dueMicros={quote.dueMicros} operatorHref={operatorHref} />
          )}
          {note}
          {faults.length > 0 && (
            <div role="alert" className="text-xs text-danger">
              <FieldErrors fields={faults} />
            </div>
          )}
          {failure && <ActionFailure failure={failure} />}
          <Button type="submit" tone="primary" disabled={pending || short || blocked} className="min-h-10">
            {pending ? common("form.working") : common("label.buyNow")}
          </Button>
        </div>
      </Card>
    </aside>
  );
}
