"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/patterns/field";
import { TextField } from "@/components/secrets/create/text-field";
import { EncryptionKeyField, OTHER_KEY } from "@/components/secrets/encryption-key-field";
import { Mono } from "@/components/ui/mono";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { credentialSecretName } from "@/lib/domain/secrets/targets/target-rules";
import { credentialFields, isOptionalCredential, needsKey } from "./target-draft";
import type { TargetFormProps, TargetPanelProps } from "./target-panel";

type Choices = Pick<TargetPanelProps, "secrets" | "moreSecrets" | "keys" | "moreKeys" | "region">;

/** Who administers it: a Generic secret that is there, or what is typed, which becomes one. */
export function CredentialFields({ region, secrets, moreSecrets, keys, moreKeys, ...form }: TargetFormProps & Choices) {
  const { draft, isKnown, set, propsOf } = form;
  const t = useTranslations("targets.credential");
  const own = credentialSecretName(draft.targetId.trim() || "…");
  return (
    <>
      <RadioCards
        legend={t("title")}
        name="credential"
        columns={1}
        value={draft.credential}
        onChange={(to) => set({ credential: CREDENTIALS.find((known) => known === to) ?? draft.credential })}
        cards={[
          ...(isKnown ? [{ value: "kept", label: t("kept"), consequence: <Mono>{draft.credentialSecret}</Mono> }] : []),
          {
            value: "typed",
            label: t("typed"),
            consequence: needsKey({ ...draft, credential: "typed" }, isKnown)
              ? t("typedSay", { name: own })
              : t("againSay", { name: own }),
          },
          { value: "existing", label: t("existing"), consequence: t("existingSay") },
        ]}
      />
      {draft.credential === "existing" && <ExistingSecret {...form} secrets={secrets} more={moreSecrets} />}
      {draft.credential === "typed" && <TypedCredential {...form} />}
      {needsKey(draft, isKnown) && (
        <EncryptionKeyField
          id={propsOf("encryptionKey").id}
          keys={keys}
          more={moreKeys}
          chosen={draft.otherKey === null ? draft.encryptionKey : OTHER_KEY}
          other={draft.otherKey ?? ""}
          error={propsOf("encryptionKey").error}
          help={t("keyHelp", { name: own })}
          keysHref={`/${region}/keys?panel=create`}
          onChoose={(key) => set(key === OTHER_KEY ? { otherKey: "" } : { encryptionKey: key, otherKey: null })}
          onOther={(otherKey) => set({ otherKey })}
        />
      )}
    </>
  );
}

const CREDENTIALS = ["kept", "typed", "existing"] as const;

const OTHER_SECRET = " ";

function ExistingSecret({
  draft,
  set,
  propsOf,
  secrets,
  more,
}: TargetFormProps & { secrets: readonly string[]; more: boolean }) {
  const t = useTranslations("targets.credential");
  const listed = secrets.includes(draft.credentialSecret);
  const [isOther, setOther] = useState(draft.credentialSecret !== "" && !listed);
  const { onLeave: _, ...field } = propsOf("credentialSecret");
  const forms = {
    PostgreSQL: t("formUser"),
    MySQL: t("formUser"),
    Redis: t("formRedis"),
    SSH: t("formSsh"),
    Webhook: t("formWebhook"),
  };
  return (
    <>
      <Field {...field} help={forms[draft.adapter]}>
        {(wiring) => (
          <Select
            {...wiring}
            name="credentialSecret"
            value={isOther ? OTHER_SECRET : listed ? draft.credentialSecret : ""}
            onChange={({ target }) => {
              setOther(target.value === OTHER_SECRET);
              set({ credentialSecret: target.value === OTHER_SECRET ? "" : target.value });
            }}
            options={[
              { value: "", label: t("choose"), disabled: true },
              ...secrets.map((name) => ({ value: name, label: name })),
              ...(more || isOther ? [{ value: OTHER_SECRET, label: t("other") }] : []),
            ]}
          />
        )}
      </Field>
      {isOther && (
        <TextField
          id="target-otherSecret"
          label={t("otherName")}
          value={draft.credentialSecret}
          onChange={(credentialSecret) => set({ credentialSecret })}
        />
      )}
    </>
  );
}

function TypedCredential({ draft, set, propsOf }: TargetFormProps) {
  const t = useTranslations("targets.credential");
  const helps = {
    userName: draft.adapter === "Redis" ? t("userRedisHelp") : t("userHelp"),
    password: undefined,
    privateKey: t("privateKeyHelp"),
    signingSecret: t("signingHelp"),
  };
  return (
    <>
      {draft.adapter === "SSH" && (
        <RadioCards
          legend={t("signsInWith")}
          name="signsInWith"
          value={draft.signsInWith}
          onChange={(to) => set({ signsInWith: to === "password" ? "password" : "privateKey" })}
          cards={[
            { value: "privateKey", label: propsOf("privateKey").label },
            { value: "password", label: propsOf("password").label },
          ]}
        />
      )}
      {credentialFields(draft).map((field) => (
        <TextField
          key={field}
          {...propsOf(field)}
          optional={isOptionalCredential(draft, field)}
          help={helps[field]}
          concealed={field !== "userName"}
          {...(field === "privateKey" && { rows: 5 })}
          value={draft[field]}
          onChange={(value) => set({ [field]: value })}
        />
      ))}
    </>
  );
}
