"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { ENCRYPTIONS, type Encryption } from "@/lib/domain/deliveries/target-rules";

export interface EncryptionChoice {
  encryption: Encryption;
  /** Of one's own: id, alias or ARN. */
  key: string;
}

/** How files of a target are encrypted (KEY-02). */
export function EncryptionFields({
  id,
  region,
  choice,
  wrong,
  onChange,
}: {
  id: string;
  /** Where a key of one's own is looked for. */
  region: string;
  choice: EncryptionChoice;
  wrong: boolean;
  onChange: (choice: EncryptionChoice) => void;
}) {
  const t = useTranslations("alerts.encryption");
  return (
    <>
      <RadioCards
        legend={t("title")}
        name="encryption"
        columns={1}
        value={choice.encryption}
        onChange={(to) => onChange({ ...choice, encryption: ENCRYPTIONS.find((known) => known === to) ?? "None" })}
        cards={[
          { value: "None", label: t("none"), consequence: t("noneSay") },
          { value: "ServiceKey", label: t("serviceKey"), consequence: t("serviceKeySay") },
          { value: "OwnKey", label: t("ownKey"), consequence: t("ownKeySay") },
        ]}
      />
      {choice.encryption === "OwnKey" && (
        <Field id={id} label={t("key")} help={t("keyHelp", { region })} error={wrong && t("keyWrong")}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={choice.key}
              onChange={({ target }) => onChange({ ...choice, key: target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** A key of one's own must be named. */
export function lacksKey({ encryption, key }: EncryptionChoice): boolean {
  return encryption === "OwnKey" && key.trim() === "";
}

/** What of the choice is sent. */
export function encryptionInput({ encryption, key }: EncryptionChoice, region: string) {
  return {
    encryption,
    ...(encryption === "OwnKey" && { encryptionKey: key.trim(), encryptionRegion: region }),
  };
}
