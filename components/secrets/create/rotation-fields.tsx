"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { fieldId, type Judged } from "./judged";
import type { RotationDraft } from "./rotation-draft";

/** Automatic Rotation and how often (SEC-31, SEC-34). */
export function RotationFields({
  draft,
  daysOnly,
  range,
  onSay,
  judged,
  onChange,
}: {
  draft: RotationDraft;
  /** RAM secrets count in days. */
  daysOnly?: boolean;
  /** The limits, in words. */
  range: string;
  /** What a rotation does to whoever reads the secret. */
  onSay: ReactNode;
  judged: Judged;
  onChange: (draft: RotationDraft) => void;
}) {
  const t = useTranslations("secrets.managed.rotation");
  return (
    <>
      <RadioCards
        legend={judged.labels.rotation}
        name="rotation"
        value={draft.on ? "on" : "off"}
        onChange={(value) => onChange({ ...draft, on: value === "on" })}
        cards={[
          { value: "on", label: t("on"), consequence: onSay },
          { value: "off", label: t("off"), consequence: t("offSay") },
        ]}
      />
      {draft.on && (
        <Field
          id={fieldId("rotation")}
          label={daysOnly ? t("days") : t("every")}
          error={judged.errorOf("rotation")}
          help={`${range} ${t("first")}`}
        >
          {(wiring) => (
            <div className="flex max-w-80 gap-2">
              <Input
                {...wiring}
                inputMode="numeric"
                autoComplete="off"
                value={draft.amount}
                onChange={({ target }) => onChange({ ...draft, amount: target.value })}
                onBlur={() => judged.leave("rotation")}
              />
              {!daysOnly && (
                <Select
                  aria-label={t("unit")}
                  value={draft.unit}
                  onChange={({ target }) => onChange({ ...draft, unit: target.value === "hours" ? "hours" : "days" })}
                  options={[
                    { value: "hours", label: t("unitHours") },
                    { value: "days", label: t("unitDays") },
                  ]}
                />
              )}
            </div>
          )}
        </Field>
      )}
    </>
  );
}
