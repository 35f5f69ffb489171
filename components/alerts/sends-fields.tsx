"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import { octagonXIcon } from "@/components/ui/icon-paths";

interface Sends {
  events: boolean;
  alerts: boolean;
}

/** Events, alerts, or both. */
export function SendsFields({
  id,
  sends,
  wrong,
  onChange,
}: {
  id: string;
  sends: Sends;
  wrong: boolean;
  onChange: (sends: Sends) => void;
}) {
  const t = useTranslations("alerts.create");
  return (
    <fieldset className="grid gap-1.5" aria-describedby={wrong ? `${id}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-bold">{t("sends")}</legend>
      <Checkbox
        id={id}
        checked={sends.events}
        onChange={(event) => onChange({ ...sends, events: event.target.checked })}
      >
        {t("events")}
      </Checkbox>
      <Checkbox checked={sends.alerts} onChange={(event) => onChange({ ...sends, alerts: event.target.checked })}>
        {t("alerts")}
      </Checkbox>
      {wrong && (
        <p id={`${id}-error`} className="flex items-start gap-[5px] text-xs text-danger">
          <Icon path={octagonXIcon} size="sm" className="mt-px" />
          {t("sendsWrong")}
        </p>
      )}
    </fieldset>
  );
}
