"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/secrets/create/text-field";
import { CodeBlock } from "@/components/ui/code-block";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { ADAPTER_FIELDS } from "@/lib/domain/secrets/targets/target-rules";
import { webhookTls } from "./target-draft";
import type { TargetFormProps } from "./target-panel";

/** Where it is, and how sure KMS is of whom it speaks to: only the fields of its adapter. */
export function PlaceFields({ draft, set, propsOf }: TargetFormProps) {
  const t = useTranslations("targets");
  const fields = ADAPTER_FIELDS[draft.adapter];
  const isWebhook = draft.adapter === "Webhook";
  const consequences = {
    Verified: { label: t("tls.verified"), consequence: t("tls.verifiedSay") },
    Encrypted: { label: t("tls.encrypted"), consequence: t("tls.encryptedSay") },
    Off: { label: t("tls.off"), consequence: t("tls.offSay") },
  };
  return (
    <>
      <TextField
        {...propsOf("address")}
        help={
          <>
            {isWebhook ? t("field.urlHelp") : t("field.addressHelp")} {t("field.allowHelp")}
          </>
        }
        value={draft.address}
        onChange={(address) => set({ address })}
      />
      {isWebhook && webhookTls(draft.address) === "Off" && (
        <Notice tone="warn" title={t("tls.httpTitle")}>
          {t("tls.offSay")}
        </Notice>
      )}
      {fields.port !== null && (
        <TextField
          {...propsOf("port")}
          optional
          help={t("field.portHelp", { port: String(fields.port) })}
          value={draft.port}
          onChange={(port) => set({ port })}
        />
      )}
      {fields.database && (
        <TextField
          {...propsOf("database")}
          optional
          help={t("field.databaseHelp")}
          value={draft.database}
          onChange={(database) => set({ database })}
        />
      )}
      {!isWebhook && fields.tls.length > 1 && (
        <RadioCards
          legend={propsOf("tls").label}
          name="tls"
          columns={1}
          value={draft.tls}
          onChange={(to) => set({ tls: fields.tls.find((known) => known === to) ?? "Verified" })}
          cards={fields.tls.map((value) => ({ value, ...consequences[value] }))}
        />
      )}
      {fields.caPem && draft.tls === "Verified" && (
        <TextField
          {...propsOf("caPem")}
          optional
          rows={4}
          help={t("field.caPemHelp")}
          value={draft.caPem}
          onChange={(caPem) => set({ caPem })}
        />
      )}
      {fields.hostKey && (
        <>
          <TextField
            {...propsOf("hostKey")}
            help={t("field.hostKeyHelp")}
            value={draft.hostKey}
            onChange={(hostKey) => set({ hostKey })}
          />
          <CodeBlock label={t("field.hostKeyCommand")} text="ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" />
        </>
      )}
    </>
  );
}
