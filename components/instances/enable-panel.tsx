"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import { octagonXIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { enableInstanceAction } from "@/lib/actions/instances";
import type { DeploymentModeName } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { type BindingField, type BindingForm, bindingOf, faultsOf, initialBinding, mostOthers } from "./binding-rules";

interface EnableProps {
  region: string;
  instanceId: string;
  /** Zones of the region. */
  zones: readonly string[];
  mode: DeploymentModeName;
  closeHref: string;
}

export default function EnableInScope({ scope, ...props }: EnableProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <EnablePanel {...props} />
    </ClientScope>
  );
}

const fieldId = (field: BindingField) => `enable-${field}`;

/** INS-30. Each field is judged when it is left, and all when asked to enable. */
function EnablePanel({ region, instanceId, zones, mode, closeHref }: EnableProps) {
  const t = useTranslations("instances.enable");
  const router = useRouter();
  const [form, setForm] = useState<BindingForm>(() => initialBinding(zones));
  const [left, setLeft] = useState<readonly BindingField[]>([]);
  const write = useAction(enableInstanceAction, {
    onSuccess: (enabled) => {
      toast(t("done", { name: enabled.name ?? enabled.instanceId }));
      router.push(closeHref, { scroll: false });
    },
  });
  const change = (part: Partial<BindingForm>) => setForm((now) => ({ ...now, ...part }));
  const most = mostOthers(mode);
  const shown = faultsOf(form, mode).filter((field) => left.includes(field));
  const texts: Record<BindingField, { label: string; wrong: string }> = {
    name: { label: t("name"), wrong: t("nameWrong") },
    vpcId: { label: t("vpc"), wrong: t("vpcWrong") },
    vswitchId: { label: t("vswitch"), wrong: t("vswitchWrong") },
    otherZones: { label: t("otherZones"), wrong: t("otherZonesWrong", { count: most }) },
  };
  const wired = (field: BindingField) => ({
    id: fieldId(field),
    label: texts[field].label,
    error: shown.includes(field) && texts[field].wrong,
  });
  const text = (field: "name" | "vpcId" | "vswitchId") => ({
    name: field,
    autoComplete: "off",
    spellCheck: false,
    value: form[field],
    onChange: (event: { target: { value: string } }) => change({ [field]: event.target.value }),
    onBlur: () => setLeft((before) => [...before, field]),
  });
  const zoneOptions = zones.map((zone) => ({ value: zone, label: zone }));

  function enable() {
    setLeft(["name", "vpcId", "vswitchId", "otherZones"]);
    if (faultsOf(form, mode).length === 0) write.run({ region, instanceId, ...bindingOf(form, mode) });
  }

  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      submit={t("submit")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={enable}
      say={
        shown.length > 0 ? (
          <FieldErrors fields={shown.map((field) => ({ id: fieldId(field), label: texts[field].label }))} />
        ) : (
          t("say")
        )
      }
    >
      <Field {...wired("name")} help={t("nameHelp")}>
        {(wiring) => <Input {...wiring} {...text("name")} />}
      </Field>
      <p className="border-t border-line pt-4 text-xs text-text-2">{t("network")}</p>
      <Field {...wired("vpcId")} help={t("vpcHelp")}>
        {(wiring) => <Input {...wiring} {...text("vpcId")} />}
      </Field>
      <Field label={t("zone")}>
        {(wiring) => (
          <Select
            {...wiring}
            name="zone"
            value={form.zone}
            onChange={(event) => change({ zone: event.target.value })}
            options={zoneOptions}
          />
        )}
      </Field>
      <Field {...wired("vswitchId")} help={t("vswitchHelp")}>
        {(wiring) => <Input {...wiring} {...text("vswitchId")} />}
      </Field>
      {most > 0 && (
        <RadioCards
          legend={t("otherZones")}
          name="otherZones"
          value={form.otherZones}
          onChange={(choice) => change({ otherZones: choice === "chosen" ? "chosen" : "random" })}
          cards={[
            { value: "random", label: t("random"), consequence: t("randomSay") },
            { value: "chosen", label: t("chosen"), consequence: t("chosenSay", { count: most }) },
          ]}
        />
      )}
      {most > 0 && form.otherZones === "chosen" && (
        <fieldset
          id={fieldId("otherZones")}
          tabIndex={-1}
          className="grid gap-1.5"
          aria-describedby={shown.includes("otherZones") ? `${fieldId("otherZones")}-error` : undefined}
        >
          <legend className="mb-1.5 text-sm font-bold">{t("chosenZones")}</legend>
          {zones
            .filter((zone) => zone !== form.zone)
            .map((zone) => (
              <Checkbox
                key={zone}
                checked={form.chosenZones.includes(zone)}
                onChange={() => {
                  change({ chosenZones: zones.filter((each) => form.chosenZones.includes(each) !== (each === zone)) });
                  setLeft((before) => [...before, "otherZones"]);
                }}
              >
                {zone}
              </Checkbox>
            ))}
          {shown.includes("otherZones") && (
            <p id={`${fieldId("otherZones")}-error`} className="flex items-start gap-[5px] text-xs text-danger">
              <Icon path={octagonXIcon} size="sm" className="mt-px" />
              {texts.otherZones.wrong}
            </p>
          )}
        </fieldset>
      )}
    </SidePanel>
  );
}
