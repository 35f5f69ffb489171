"use client";

import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { amountText } from "@/components/billing/amount-text";
import { tokenOf } from "@/components/billing/purchase-rules";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { KeyValue } from "@/components/patterns/key-value";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { topUpBalanceAction } from "@/lib/actions/billing";
import { TOP_UP } from "@/lib/domain/billing/amount-rules";
import type { AccountBalance } from "@/lib/domain/billing/list-account-balances";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { AmountDialog } from "./amount-dialog";

interface TopUpProps {
  account: AccountBalance;
  closeHref: string;
  /** Drawn with the page: the same top-up sent twice is one. */
  page: string;
}

export default function TopUpInScope({ scope, ...props }: TopUpProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <TopUpDialog {...props} />
    </ClientScope>
  );
}

const NOTE_MAX = 200;
const CENT = 10_000n;

/** Adds to an account's balance (BIL-11): the amount and why, then both once more with the balance before and after. */
function TopUpDialog({ account: { accountId, name, balanceMicros }, closeHref, page }: TopUpProps) {
  const t = useTranslations("installation.topUp");
  const locale = useLocale();
  const router = useRouter();
  const [note, setNote] = useState("");
  const text = (micros: bigint) => amountText(micros, locale);
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(topUpBalanceAction, {
    onSuccess: (after) => {
      toast(t("done", { name, amount: text(after.balanceMicros) }));
      close();
    },
  });
  return (
    <AmountDialog
      title={t("title", { name })}
      description={t("body")}
      label={t("amount")}
      help={t("amountHelp", { amount: text(balanceMicros) })}
      limits={TOP_UP}
      verb={t("verb")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      more={
        <Field label={t("note")} help={t("noteHelp")} optional>
          {(wiring) => (
            <Input
              {...wiring}
              name="note"
              autoComplete="off"
              maxLength={NOTE_MAX}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
      }
      outcome={(micros) => (
        <KeyValue
          entries={[
            { label: t("account"), value: `${name} · ${accountId}` },
            { label: t("amount"), value: text(micros) },
            { label: t("before"), value: text(balanceMicros) },
            { label: t("after"), value: <strong className="font-bold">{text(balanceMicros + micros)}</strong> },
            { label: t("note"), value: note.trim() || "–" },
          ]}
        />
      )}
      onConfirm={(amountMicros) =>
        write.run({
          accountId,
          amountMicros,
          note: note.trim(),
          clientToken: tokenOf(page, accountId, [Number(amountMicros / CENT)]),
        })
      }
      onDismiss={close}
    />
  );
}
