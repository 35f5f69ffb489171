"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/patterns/field";
import { Select } from "@/components/ui/select";

/** For how many months: one of the choices of INS-24. */
export function MonthsField<Months extends number>({
  label,
  help,
  months,
  choices,
  textOf,
  onChange,
}: {
  label: string;
  help?: ReactNode;
  months: Months;
  choices: readonly Months[];
  textOf: (months: Months) => string;
  onChange: (months: Months) => void;
}) {
  return (
    <Field label={label} help={help}>
      {(wiring) => (
        <Select
          {...wiring}
          name="months"
          value={months}
          onChange={(event) => onChange(choices.find((each) => each === Number(event.target.value)) ?? months)}
          options={choices.map((each) => ({ value: String(each), label: textOf(each) }))}
        />
      )}
    </Field>
  );
}
