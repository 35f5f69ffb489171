"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { amountText } from "@/components/billing/amount-text";
import { PriceLineName } from "@/components/billing/price-line-name";
import { ClientScope } from "@/components/patterns/client-scope";
import { KeyValue } from "@/components/patterns/key-value";
import { useAction } from "@/components/patterns/use-action";
import { Mono } from "@/components/ui/mono";
import { toast } from "@/components/ui/toast";
import { setPriceAction } from "@/lib/actions/billing";
import { PRICE, plainAmount } from "@/lib/domain/billing/amount-rules";
import type { PricingView } from "@/lib/domain/billing/describe-pricing";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { AmountDialog } from "./amount-dialog";
import { Since } from "./since";

interface PriceProps {
  price: PricingView["prices"][number];
  closeHref: string;
}

export default function PriceInScope({ scope, ...props }: PriceProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PriceDialog {...props} />
    </ClientScope>
  );
}

const HISTORY_SHOWN = 5;

/** A price from now on (BIL-11): the new one, then old and new once more. */
function PriceDialog({ price: { code, amountMicros: now, history }, closeHref }: PriceProps) {
  const t = useTranslations("installation.price");
  const locale = useLocale();
  const router = useRouter();
  const text = (micros: bigint) => amountText(micros, locale);
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(setPriceAction, {
    onSuccess: (set) => {
      toast(t("done", { code, amount: text(set.amountMicros) }));
      close();
    },
  });
  return (
    <AmountDialog
      title={t.rich("dialog", { name: () => <PriceLineName code={code} /> })}
      description={t("body")}
      label={t("newPrice")}
      help={t("newPriceHelp", { amount: text(now) })}
      limits={PRICE}
      initial={plainAmount(now)}
      isSame={(micros) => micros === now}
      verb={t("verb")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      more={
        <section aria-label={t("history")} className="text-sm">
          <h3 className="mb-1 text-xs text-muted">{t("history")}</h3>
          <ul className="grid gap-0.5">
            {history.slice(0, HISTORY_SHOWN).map(({ amountMicros, startsAt }) => (
              <li key={startsAt.toISOString()} className="flex flex-wrap justify-between gap-x-4">
                <span>{text(amountMicros)}</span>
                <span className="text-text-2">
                  <Since at={startsAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      }
      outcome={(micros) => (
        <KeyValue
          entries={[
            {
              label: t("what"),
              value: (
                <>
                  <PriceLineName code={code} /> <Mono muted>{code}</Mono>
                </>
              ),
            },
            { label: t("old"), value: text(now) },
            { label: t("new"), value: <strong className="font-bold">{text(micros)}</strong> },
          ]}
        />
      )}
      onConfirm={(amountMicros) => write.run({ code, amountMicros })}
      onDismiss={close}
    />
  );
}
