import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Amount } from "@/components/billing/amount";
import { amountText } from "@/components/billing/amount-text";
import { PriceLineName } from "@/components/billing/price-line-name";
import { TextLink } from "@/components/ui/text-link";
import type { Quote } from "@/lib/domain/billing/instance-price-rules";

/** What today comes to of pay-as-you-go, as it stands (BIL-04): an estimate, since the end of the day counts. */
export function InstanceDailyCost({ quote, keys, billsHref }: { quote: Quote; keys: number; billsHref: string }) {
  const t = useTranslations("billing.bills");
  const format = useFormatter();
  const amount = amountText(quote.dueMicros, useLocale());
  return (
    <div className="grid max-w-prose gap-2 text-sm">
      <p>{t("todaySay", { amount, count: keys })}</p>
      <ul className="grid max-w-104 gap-0.5 text-text-2">
        {quote.lines.map((line) => (
          <li key={line.code} className="flex flex-wrap justify-between gap-x-4">
            <span>
              <PriceLineName code={line.code} />
              {line.quantity > 1 && ` × ${format.number(line.quantity)}`}
            </span>
            <Amount micros={line.amountMicros} />
          </li>
        ))}
      </ul>
      <p>
        <TextLink href={billsHref}>{t("ofInstance")}</TextLink>
      </p>
    </div>
  );
}
