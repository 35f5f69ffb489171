"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { updateRotationPolicyAction } from "@/lib/actions/key-rotation";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { KeyDialogProps } from "./key-dialog";
import { daysOf, openingDays, rotatesAt, secondsTyped } from "./rotation-plan";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  rotation: Pick<KeyView, "kind" | "instanceId" | "automaticRotation" | "rotationSeconds" | "lastRotatedAt">;
  now: Date;
  /** A default key without its plan can only be switched off (KEY-06). */
  mayRotate: boolean;
}

export function SetRotationDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref, rotation, now, mayRotate }: Props) {
  const t = useTranslations("rotation.dialog");
  const errors = useTranslations("errors");
  const label = useTranslations("common.label");
  const { close, closeWith } = useClosing(closeHref);
  const [enabled, setEnabled] = useState(rotation.automaticRotation !== "Disabled" && mayRotate);
  const [days, setDays] = useState(openingDays(rotation));
  const [judged, setJudged] = useState(false);
  const { minimum, maximum } = daysOf(rotation);
  const seconds = secondsTyped(rotation, days);
  const { run, pending, failure } = useAction(updateRotationPolicyAction, {
    onSuccess: () => closeWith(enabled ? t("doneOn", { name }) : t("doneOff", { name })),
  });
  function confirm() {
    setJudged(true);
    if (!enabled) run({ region, key: keyId, enabled });
    else if (seconds !== undefined) run({ region, key: keyId, enabled, rotationSeconds: seconds });
  }
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("description", { name })}
      verb={label("ok")}
      pending={pending}
      failure={failure}
      onConfirm={confirm}
      onDismiss={close}
    >
      <RadioCards
        legend={t("legend")}
        name="rotation"
        value={enabled ? "on" : "off"}
        onChange={(to) => setEnabled(to === "on")}
        cards={[
          { value: "off", label: t("off"), consequence: t("offSay") },
          { value: "on", label: t("on"), consequence: mayRotate ? t("onSay") : t("needsPlan"), disabled: !mayRotate },
        ]}
      />
      {enabled && (
        <>
          {minimum === maximum ? (
            <p className="text-sm">{t("fixed", { days: minimum })}</p>
          ) : (
            <Field
              label={t("period")}
              help={t("help", { minimum, maximum })}
              error={judged && seconds === undefined && errors("InvalidRotationInterval", { minimum, maximum })}
            >
              {(wiring) => (
                <Input
                  {...wiring}
                  inputMode="numeric"
                  autoComplete="off"
                  className="max-w-32"
                  value={days}
                  onChange={({ target }) => setDays(target.value)}
                />
              )}
            </Field>
          )}
          <p className="text-sm text-text-2" aria-live="polite">
            {seconds !== undefined && <When at={rotatesAt(rotation.lastRotatedAt, seconds, now)} />}{" "}
            {rotation.instanceId !== null && t("unit")}
          </p>
        </>
      )}
    </ConfirmDialog>
  );
}

function When({ at }: { at: Date | "at once" }) {
  const t = useTranslations("rotation.dialog");
  if (at === "at once") return <strong className="font-medium">{t("atOnce")}</strong>;
  return t.rich("nextAt", { at: () => <Moment at={at} /> });
}
