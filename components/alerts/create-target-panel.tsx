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
import { RadioCards } from "@/components/ui/radio-cards";
import { toast } from "@/components/ui/toast";
import { createTargetAction } from "@/lib/actions/alerts";
import { RECIPIENTS_MAX, type TargetKind, wrongField } from "@/lib/domain/deliveries/target-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { type EncryptionChoice, EncryptionFields, encryptionInput, lacksKey } from "./encryption-fields";
import { SendsFields } from "./sends-fields";
import { ShownSecret } from "./shown-secret";

interface CreateTargetProps {
  /** Whether a mail server is set. */
  mail: boolean;
  region: string;
  closeHref: string;
}

export default function CreateTargetInScope({ scope, ...props }: CreateTargetProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CreateTargetPanel {...props} />
    </ClientScope>
  );
}

const IDS = { name: "target-name", address: "target-address", sends: "target-sends", key: "target-key" } as const;

function CreateTargetPanel({ mail, region, closeHref }: CreateTargetProps) {
  const t = useTranslations("alerts");
  const router = useRouter();
  const [kind, setKind] = useState<TargetKind>("Webhook");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [sends, setSends] = useState({ events: true, alerts: true });
  const [from, setFrom] = useState<"now" | "start">("now");
  const [choice, setChoice] = useState<EncryptionChoice>({ encryption: "None", key: "" });
  const [judged, setJudged] = useState(false);
  const leave = () => {
    toast(t("create.done", { name }));
    router.push(closeHref, { scroll: false });
    router.refresh();
  };
  const write = useAction(createTargetAction, { onSuccess: ({ secret }) => secret === null && leave() });

  const sendsEvents = sends.events && kind !== "Email";
  const wish = { kind, name, address, sendsEvents, sendsAlerts: sends.alerts || kind === "Email" };
  const wrongNow = wrongField(wish) ?? (kind === "File" && lacksKey(choice) ? "key" : undefined);
  const wrong = judged ? wrongNow : undefined;
  const labels = {
    name: t("create.name"),
    address: kind === "Email" ? t("create.recipients") : t("create.url"),
    sends: t("create.sends"),
    key: t("encryption.key"),
  };

  if (write.value?.secret) return <ShownSecret name={name} secret={write.value.secret} onClose={leave} />;

  function create() {
    setJudged(true);
    if (!wrongNow) write.run({ ...wish, from, ...(kind === "File" && encryptionInput(choice, region)) });
  }

  return (
    <SidePanel
      title={t("create.title")}
      closeHref={closeHref}
      submit={t("create.title")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={create}
      say={wrong ? <FieldErrors fields={[{ id: IDS[wrong], label: labels[wrong] }]} /> : t("create.say")}
    >
      <RadioCards
        legend={t("create.kind")}
        name="kind"
        columns={1}
        value={kind}
        onChange={(chosen) => setKind(chosen as TargetKind)} // one of the cards below
        cards={[
          { value: "Webhook", label: t("target.webhook"), consequence: t("create.webhookSay") },
          { value: "File", label: t("target.file"), consequence: t("create.fileSay") },
          {
            value: "Email",
            label: t("target.email"),
            consequence: mail ? t("create.emailSay") : t("target.noMail"),
            disabled: !mail,
          },
        ]}
      />
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
      {kind !== "File" && (
        <Field
          id={IDS.address}
          label={labels.address}
          help={kind === "Email" ? t("create.recipientsHelp", { limit: RECIPIENTS_MAX }) : t("create.urlHelp")}
          error={wrong === "address" && (kind === "Email" ? t("create.recipientsWrong") : t("create.urlWrong"))}
        >
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
      )}
      {kind === "File" && (
        <EncryptionFields id={IDS.key} region={region} choice={choice} wrong={wrong === "key"} onChange={setChoice} />
      )}
      {kind !== "Email" && (
        <>
          <SendsFields id={IDS.sends} sends={sends} wrong={wrong === "sends"} onChange={setSends} />
          {sends.events && (
            <RadioCards
              legend={t("create.from")}
              name="from"
              value={from}
              onChange={(chosen) => setFrom(chosen === "start" ? "start" : "now")}
              cards={[
                { value: "now", label: t("create.fromNow") },
                { value: "start", label: t("create.fromStart") },
              ]}
            />
          )}
        </>
      )}
    </SidePanel>
  );
}
