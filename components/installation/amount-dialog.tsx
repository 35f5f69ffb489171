"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { afterPress } from "@/components/patterns/after-press";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { type AmountLimits, plainAmount, typedAmount } from "@/lib/domain/billing/amount-rules";

/**
 * An amount of money that the operator gives: typed, then said again with what it comes to, then done. Between the two
 * Back leads to the field with what was typed.
 */
export function AmountDialog({
  title,
  description,
  label,
  help,
  limits,
  initial = "",
  isSame,
  more,
  outcome,
  verb,
  pending,
  failure,
  onConfirm,
  onDismiss,
}: {
  title: ReactNode;
  description: ReactNode;
  label: string;
  help: ReactNode;
  limits: AmountLimits;
  initial?: string;
  /** Nothing would change. */
  isSame?: (micros: bigint) => boolean;
  /** Beside the amount, in the first step. */
  more?: ReactNode;
  /** What it comes to, for the second step. */
  outcome: (micros: bigint) => ReactNode;
  verb: string;
  pending: boolean;
  failure: Failure | undefined;
  onConfirm: (micros: bigint) => void;
  onDismiss: () => void;
}) {
  const t = useTranslations("installation.amount");
  const [typed, setTyped] = useState(initial);
  const [left, setLeft] = useState(false);
  const [asked, setAsked] = useState<bigint | null>(null);
  const amount = within(limits, typedAmount(typed));

  function goOn() {
    setLeft(true);
    if (amount !== undefined && !isSame?.(amount)) setAsked(amount);
  }

  if (asked !== null) {
    return (
      <ConfirmDialog
        key="confirm"
        title={title}
        verb={verb}
        dismiss={t("back")}
        pending={pending}
        failure={failure}
        onConfirm={() => onConfirm(asked)}
        onDismiss={() => setAsked(null)}
      >
        {outcome(asked)}
      </ConfirmDialog>
    );
  }
  const wrong = left && typed !== "" && amount === undefined;
  return (
    <ConfirmDialog
      key="type"
      title={title}
      description={description}
      verb={t("goOn")}
      disabled={typed === "" || (amount !== undefined && isSame?.(amount))}
      pending={false}
      onConfirm={goOn}
      onDismiss={onDismiss}
    >
      <Field
        label={label}
        help={help}
        error={
          wrong && (
            <RefusalText
              code="InvalidAmount"
              params={{ minimum: plainAmount(limits.minimum), maximum: plainAmount(limits.maximum) }}
            />
          )
        }
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoFocus
            name="amount"
            prefix="USD"
            inputMode="decimal"
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={() => afterPress(() => setLeft(true))}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault(); // or the same key would press the button that the next step focuses
              goOn();
            }}
          />
        )}
      </Field>
      {more}
    </ConfirmDialog>
  );
}

function within({ minimum, maximum }: AmountLimits, amount: bigint | undefined): bigint | undefined {
  return amount !== undefined && amount >= minimum && amount <= maximum ? amount : undefined;
}
