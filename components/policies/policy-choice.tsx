"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RadioCards } from "@/components/ui/radio-cards";
import { DEFAULT_FORM, type PolicyBase, type PolicyForm, type PolicySubject } from "@/lib/domain/policies/policy-form";
import { isDefault } from "./policy-text";
import { PrincipalLists } from "./principal-lists";

/** Null: the default policy. */
export type ChosenPolicy = PolicyForm | null;

/** Advanced Settings of a new key or secret (POL-07). */
export function PolicyChoice({
  subject,
  base,
  value,
  onChange,
  children,
}: {
  subject: PolicySubject;
  base: Pick<PolicyBase, "creatorAccountId" | "usage">;
  value: ChosenPolicy;
  onChange: (value: ChosenPolicy) => void;
  /** What else is advanced. */
  children?: ReactNode;
}) {
  const t = useTranslations("policies");
  return (
    <details className="rounded-2 border border-line" open={value !== null || undefined}>
      <summary className="cursor-pointer rounded-2 px-3 py-2 text-sm font-bold">{t("advanced.title")}</summary>
      <div className="grid gap-4 px-3 pt-1 pb-3">
        <RadioCards
          legend={t("title")}
          name="policy"
          columns={1}
          value={value === null ? "default" : "custom"}
          onChange={(kind) => onChange(kind === "custom" ? DEFAULT_FORM : null)}
          cards={[
            { value: "default", label: t("default"), consequence: t("advanced.defaultSay") },
            { value: "custom", label: t("custom"), consequence: t("advanced.customSay") },
          ]}
        />
        {value !== null && (
          <>
            <PrincipalLists subject={subject} base={base} access={null} isCreator form={value} onChange={onChange} />
            {isDefault(value) && <p className="text-xs text-muted">{t("advanced.emptyLists")}</p>}
          </>
        )}
        {children}
      </div>
    </details>
  );
}

/** The part of an operation's input that the choice makes. */
export function policyInput(value: ChosenPolicy) {
  if (value === null) return {};
  const { administrators, users, crossAccountUsers } = value;
  return {
    policy: {
      administrators: [...administrators],
      users: [...users],
      crossAccountUsers: [...crossAccountUsers],
    },
  };
}
