"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { usagesOf } from "@/lib/domain/keys/key-spec-rules";
import { firstSpecOf, type KeyPlan, type KeyType, specsOf, typeOf, withSpec } from "./create-key-form";
import { usageText } from "./usage-text";

/** Key Type, then its specifications, then what such a key may be made for (KEY-21, KEY-24, KEY-27). */
export function CreateKeyKind({ plan, onChange }: { plan: KeyPlan; onChange: (plan: KeyPlan) => void }) {
  const t = useTranslations("keys.create");
  const chooseType = (type: KeyType) => onChange(withSpec(plan, firstSpecOf(type) ?? plan.spec));
  const usages = usagesOf(plan.spec);
  return (
    <>
      <RadioCards
        legend={t("keyType")}
        name="keyType"
        columns={1}
        value={typeOf(plan.spec)}
        onChange={(type) => chooseType(type as KeyType)} // the cards' own values
        cards={[
          { value: "symmetric", label: t("symmetric"), consequence: t("symmetricSay") },
          { value: "asymmetric", label: t("asymmetric"), consequence: t("asymmetricSay") },
          { value: "mac", label: t("mac"), consequence: t("macSay") },
        ]}
      />
      <div className="grid items-start gap-4 md:grid-cols-2">
        <Field label={t("specification")}>
          {(wiring) => (
            <Select
              {...wiring}
              value={plan.spec}
              onChange={({ target }) =>
                onChange(withSpec(plan, specsOf(typeOf(plan.spec)).find((one) => one === target.value) ?? plan.spec))
              }
              options={specsOf(typeOf(plan.spec)).map((spec) => ({ value: spec, label: spec }))}
            />
          )}
        </Field>
        <Field label={t("usage")} help={usages.length === 1 ? t("usageOnly", { spec: plan.spec }) : undefined}>
          {(wiring) => (
            <Select
              {...wiring}
              value={plan.usage}
              onChange={({ target }) =>
                onChange({ ...plan, usage: usages.find((one) => one === target.value) ?? plan.usage })
              }
              options={usages.map((usage) => ({ value: usage, label: usageText(usage) }))}
            />
          )}
        </Field>
      </div>
    </>
  );
}
