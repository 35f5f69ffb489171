"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/patterns/field";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

/** Days that are usual: a month, a quarter, half a year, a year, the most (BKP-16). */
const USUAL = [30, 90, 180, 365, 600] as const;

/** A number of viewable days, typed or one of the usual ones. */
export function ViewableDaysField({
  id,
  label,
  help,
  error,
  groupLabel,
  above = 0,
  value,
  onChange,
  onLeave,
}: {
  id: string;
  label: string;
  help: ReactNode;
  error: ReactNode;
  /** What the buttons are for. */
  groupLabel: string;
  /** Only usual ones above it are offered. */
  above?: number;
  /** As typed. */
  value: string;
  onChange: (value: string) => void;
  onLeave: () => void;
}) {
  return (
    <Field id={id} label={label} help={help} error={error}>
      {(wiring) => (
        <div className="flex flex-wrap items-center gap-2">
          <Input
            {...wiring}
            name="viewableDays"
            inputMode="numeric"
            autoComplete="off"
            className="max-w-24"
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onLeave}
          />
          <fieldset aria-label={groupLabel} className="flex flex-wrap gap-2">
            {USUAL.filter((days) => days > above).map((days) => (
              <Button
                key={days}
                size="sm"
                aria-pressed={value.trim() === String(days)}
                onClick={() => onChange(String(days))}
                className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
              >
                {days}
              </Button>
            ))}
          </fieldset>
        </div>
      )}
    </Field>
  );
}
