"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useClosing } from "@/components/keys/use-closing";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { Moment } from "@/components/patterns/moment";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Mono } from "@/components/ui/mono";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { updateSecretRotationPolicyAction } from "@/lib/actions/secrets";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { draftOf, secondsOf } from "./interval-draft";

interface SetRotationProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  intervalSeconds: number | null;
  /** SEC-31: of the form, for its type. */
  hours: { minimum: number; maximum: number };
  /** Milliseconds: the next date counts from the last rotation, else from creation (SEC-34). */
  countsFrom: number;
  now: number;
  closeHref: string;
}

export default function SetRotationInScope({ scope, ...props }: SetRotationProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <SetRotationPanel {...props} />
    </ClientScope>
  );
}

const FIELD_ID = "rotation-interval";

/** Set rotation (SEC-31, SEC-51): on or off, how often, and when next. */
function SetRotationPanel(props: SetRotationProps) {
  const { region, secret, name, hours, closeHref } = props;
  const t = useTranslations("secrets.rotation");
  const { closeWith } = useClosing(closeHref);
  const [draft, setDraft] = useState(() => draftOf(props.intervalSeconds));
  const [judged, setJudged] = useState(false);
  const seconds = secondsOf(draft, hours);
  const { on } = draft;
  const wrong = on && seconds === null;
  const limits = { minimum: hours.minimum, days: hours.maximum / 24 };
  const write = useAction(updateSecretRotationPolicyAction, {
    onSuccess: () => closeWith(on ? t("doneOn", { name }) : t("doneOff", { name })),
  });

  function save() {
    setJudged(true);
    if (!on) write.run({ region, secret, enabled: false });
    else if (seconds !== null) write.run({ region, secret, enabled: true, intervalSeconds: seconds });
  }

  return (
    <SidePanel
      title={t("set")}
      closeHref={closeHref}
      submit={t("set")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={save}
      say={
        judged && wrong ? (
          <FieldErrors fields={[{ id: FIELD_ID, label: t("every") }]} />
        ) : !on ? (
          t("offResult")
        ) : (
          seconds !== null && <Next at={props.countsFrom + seconds * 1000} now={props.now} />
        )
      }
    >
      <p className="text-sm">
        <Mono>{name}</Mono>
      </p>
      <RadioCards
        legend={t("title")}
        name="rotation"
        value={on ? "on" : "off"}
        onChange={(chosen) => setDraft({ ...draft, on: chosen === "on" })}
        cards={[
          { value: "on", label: t("on"), consequence: t("onSay") },
          { value: "off", label: t("off"), consequence: t("offSay") },
        ]}
      />
      {on && (
        <Field
          id={FIELD_ID}
          label={t("every")}
          error={judged && wrong && t("intervalWrong", limits)}
          help={t("intervalHelp", limits)}
        >
          {(wiring) => (
            <div className="flex max-w-72 gap-2">
              <Input
                {...wiring}
                inputMode="numeric"
                autoComplete="off"
                value={draft.amount}
                onChange={({ target }) => setDraft({ ...draft, amount: target.value })}
                onBlur={() => draft.amount.trim() && setJudged(true)}
              />
              <Select
                aria-label={t("unit")}
                value={draft.unit}
                onChange={({ target }) => setDraft({ ...draft, unit: target.value === "hours" ? "hours" : "days" })}
                options={[
                  { value: "hours", label: t("hours") },
                  { value: "days", label: t("days") },
                ]}
              />
            </div>
          )}
        </Field>
      )}
    </SidePanel>
  );
}

function Next({ at, now }: { at: number; now: number }) {
  const t = useTranslations("secrets.rotation");
  return at <= now ? t("nextAtOnce") : t.rich("nextAt", { at: () => <Moment at={at} /> });
}
