"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { updateTargetAction } from "@/lib/actions/alerts";
import type { TargetView } from "@/lib/domain/deliveries/list-delivery-targets";
import { isTargetName, wrongSending } from "@/lib/domain/deliveries/target-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { type EncryptionChoice, EncryptionFields, encryptionInput, lacksKey } from "./encryption-fields";
import { SendsFields } from "./sends-fields";

interface EditTargetProps {
  target: Pick<
    TargetView,
    "targetId" | "kind" | "name" | "sendsEvents" | "sendsAlerts" | "encryption" | "encryptionKeyId"
  >;
  region: string;
  closeHref: string;
}

export default function EditTargetInScope({ scope, ...props }: EditTargetProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <EditTargetPanel {...props} />
    </ClientScope>
  );
}

const IDS = { name: "target-name", sends: "target-sends", key: "target-key" } as const;

function EditTargetPanel({ target, region, closeHref }: EditTargetProps) {
  const t = useTranslations("alerts");
  const router = useRouter();
  const [name, setName] = useState(target.name);
  const [sends, setSends] = useState({ events: target.sendsEvents, alerts: target.sendsAlerts });
  const before = { encryption: target.encryption, key: target.encryptionKeyId ?? "" };
  const [choice, setChoice] = useState<EncryptionChoice>(before);
  const isOther =
    choice.encryption !== before.encryption || (choice.encryption === "OwnKey" && choice.key !== before.key);
  const write = useAction(updateTargetAction, {
    onSuccess: () => {
      toast(t("edit.done", { name }));
      router.push(closeHref, { scroll: false });
      router.refresh();
    },
  });
  const wrong = !isTargetName(name)
    ? ("name" as const)
    : wrongSending(target.kind, sends.events, sends.alerts)
      ? ("sends" as const)
      : lacksKey(choice)
        ? ("key" as const)
        : undefined;
  const labels = { name: t("create.name"), sends: t("create.sends"), key: t("encryption.key") };

  return (
    <SidePanel
      title={t("edit.title")}
      closeHref={closeHref}
      submit={t("edit.verb")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={() =>
        !wrong &&
        write.run({
          target: target.targetId,
          name,
          sendsEvents: sends.events,
          sendsAlerts: sends.alerts,
          ...(isOther && encryptionInput(choice, region)),
        })
      }
      say={wrong ? <FieldErrors fields={[{ id: IDS[wrong], label: labels[wrong] }]} /> : t("edit.say")}
    >
      <Field
        id={IDS.name}
        label={labels.name}
        help={t("create.nameHelp")}
        error={wrong === "name" && t("create.nameWrong")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {target.kind === "File" && (
        <EncryptionFields id={IDS.key} region={region} choice={choice} wrong={wrong === "key"} onChange={setChoice} />
      )}
      {target.kind !== "Email" && (
        <SendsFields id={IDS.sends} sends={sends} wrong={wrong === "sends"} onChange={setSends} />
      )}
    </SidePanel>
  );
}
