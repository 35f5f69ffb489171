"use client";

import { useRouter } from "next/navigation";
import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { toast } from "@/components/ui/toast";
import { upgradeInstanceImageAction } from "@/lib/actions/instances";
import { UPGRADE_DAYS } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { latestTime, localText, proposedTime, upgradeTime } from "./upgrade-time-rules";

interface UpgradeProps {
  region: string;
  instanceId: string;
  name: string;
  /** As the console shows versions. */
  from: string;
  to: string;
  /** Of the one that is to come already. */
  scheduledAt: Date | null;
  /** The server's time when the dialog was opened. */
  now: Date;
  closeHref: string;
}

export default function UpgradeImageInScope({ scope, ...props }: UpgradeProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <UpgradeImageDialog {...props} />
    </ClientScope>
  );
}

/** Automatic Upgrade at a time, or Manual Upgrade now (INS-46). */
function UpgradeImageDialog({ region, instanceId, name, from, to, scheduledAt, now, closeHref }: UpgradeProps) {
  const t = useTranslations("instances.image");
  const zone = useTimeZone() ?? "UTC";
  const router = useRouter();
  const [method, setMethod] = useState<"Automatic" | "Manual">("Automatic");
  const [local, setLocal] = useState(scheduledAt ? localText(scheduledAt, zone) : proposedTime(now, zone));
  const [asked, setAsked] = useState(false);
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(upgradeInstanceImageAction, {
    onSuccess: () => {
      toast(method === "Manual" ? t("doneNow", { name }) : t("doneScheduled", { name }));
      close();
    },
  });
  const at = upgradeTime(local, now, zone);

  function upgrade() {
    setAsked(true);
    if (method === "Manual") write.run({ region, instanceId });
    else if (at) write.run({ region, instanceId, at });
  }

  return (
    <ConfirmDialog
      title={t("dialogTitle", { name, from, to })}
      description={t("dialogBody")}
      verb={method === "Manual" ? t("upgradeNow") : t("schedule")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={upgrade}
      onDismiss={close}
    >
      <RadioCards
        legend={t("method")}
        name="method"
        columns={1}
        value={method}
        onChange={(chosen) => setMethod(chosen === "Manual" ? "Manual" : "Automatic")}
        cards={[
          { value: "Automatic", label: t("automatic"), consequence: t("automaticSay") },
          { value: "Manual", label: t("manual"), consequence: t("manualSay") },
        ]}
      />
      {method === "Automatic" && (
        <Field
          label={t("time", { zone })}
          help={t("timeHelp", { days: UPGRADE_DAYS })}
          error={asked && !at && t("timeWrong", { days: UPGRADE_DAYS })}
        >
          {(wiring) => (
            <Input
              {...wiring}
              name="at"
              type="datetime-local"
              className="max-w-64"
              min={localText(now, zone)}
              max={localText(latestTime(now), zone)}
              value={local}
              onChange={(event) => setLocal(event.target.value)}
              onBlur={() => setAsked(true)}
            />
          )}
        </Field>
      )}
    </ConfirmDialog>
  );
}
