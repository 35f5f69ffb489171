"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { ROTATION_DAYS } from "@/lib/domain/keys/rotation-rules";
import { canRotate, type KeyPlan, USUAL_ROTATION_DAYS } from "./create-key-form";

/** Where the material comes from, with the tick of KEY-04 for one's own; and rotation, for keys that can (KEY-73). */
export function CreateKeyAdvanced({
  plan,
  onChange,
  confirmed,
  onConfirm,
  ids,
  wrong,
}: {
  plan: KeyPlan;
  onChange: (plan: KeyPlan) => void;
  confirmed: boolean;
  onConfirm: (confirmed: boolean) => void;
  ids: { confirm: string; rotation: string };
  wrong: { confirm: boolean; rotation: boolean };
}) {
  const t = useTranslations("keys.create");
  const errors = useTranslations("errors");
  const { minimum, maximum } = ROTATION_DAYS.instance;
  const { rotationDays } = plan;
  return (
    <>
      <RadioCards
        legend={t("materialSource")}
        name="origin"
        value={plan.external ? "EXTERNAL" : "Aliyun_KMS"}
        onChange={(origin) => onChange({ ...plan, external: origin === "EXTERNAL" })}
        cards={[
          { value: "Aliyun_KMS", label: t("madeByKms"), consequence: t("madeByKmsSay") },
          { value: "EXTERNAL", label: t("external"), consequence: t("externalSay") },
        ]}
      />
      {plan.external && (
        <div className="grid gap-[5px]">
          <Checkbox
            id={ids.confirm}
            checked={confirmed}
            aria-invalid={wrong.confirm || undefined}
            aria-describedby={wrong.confirm ? `${ids.confirm}-error` : undefined}
            onChange={({ target }) => onConfirm(target.checked)}
          >
            {t("confirm")}
          </Checkbox>
          {wrong.confirm && (
            <p id={`${ids.confirm}-error`} className="text-xs text-danger">
              {t("confirmMissing")}
            </p>
          )}
        </div>
      )}
      {canRotate(plan) ? (
        <>
          <RadioCards
            legend={t("rotation")}
            name="rotation"
            value={rotationDays === null ? "off" : "on"}
            onChange={(to) => onChange({ ...plan, rotationDays: to === "on" ? USUAL_ROTATION_DAYS : null })}
            cards={[
              { value: "off", label: t("rotationOff"), consequence: t("rotationOffSay") },
              { value: "on", label: t("rotationOn"), consequence: t("rotationOnSay") },
            ]}
          />
          {rotationDays !== null && (
            <Field
              id={ids.rotation}
              label={t("rotationPeriod")}
              help={t("rotationHelp", { minimum, maximum })}
              error={wrong.rotation && errors("InvalidRotationInterval", { minimum, maximum })}
            >
              {(wiring) => (
                <Input
                  {...wiring}
                  inputMode="numeric"
                  autoComplete="off"
                  className="max-w-32"
                  value={rotationDays}
                  onChange={({ target }) => onChange({ ...plan, rotationDays: target.value })}
                />
              )}
            </Field>
          )}
        </>
      ) : (
        <p className="text-xs text-muted">{plan.external ? t("noRotationExternal") : t("noRotationType")}</p>
      )}
    </>
  );
}
