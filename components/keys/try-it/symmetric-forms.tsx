"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "@/components/patterns/use-action";
import { RadioCards } from "@/components/ui/radio-cards";
import { decryptTextAction, encryptTextAction, generateDataKeyAction } from "@/lib/actions/keys";
import { PLAINTEXT_MAX_BYTES } from "@/lib/domain/keys/key-rules";
import { ContextField, GivenField, ResultText, ResultVersion, TextField, TryForm, type TryKey } from "./try-form";
import { base64Typed, contextTyped, isTooLong } from "./typed";

export function Encrypt({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const errors = useTranslations("errors");
  const [wrong, setWrong] = useState({ text: false, context: false });
  const { run, pending, failure, value } = useAction(encryptTextAction);
  const { region, keyId } = tryKey;

  function submit(data: FormData) {
    const text = String(data.get("text"));
    const context = contextTyped(String(data.get("context")));
    setWrong({ text: isTooLong(text), context: context === null });
    if (!isTooLong(text) && context !== null) run({ region, key: keyId, text, context });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="encrypt"
      verb={t("encrypt")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      result={
        value && (
          <>
            <ResultText label={t("ciphertext")} text={value.ciphertext} copy={t("copyCiphertext")} />
            <ResultVersion versionId={value.keyVersionId} />
          </>
        )
      }
    >
      <TextField
        label={t("plaintext")}
        help={t("plaintextHelp")}
        error={wrong.text && errors("PlaintextTooLong", { limitBytes: PLAINTEXT_MAX_BYTES })}
      />
      <ContextField wrong={wrong.context} />
    </TryForm>
  );
}

export function Decrypt({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const [wrong, setWrong] = useState({ given: false, context: false });
  const { run, pending, failure, value } = useAction(decryptTextAction);

  function submit(data: FormData) {
    const ciphertext = base64Typed(String(data.get("given")));
    const context = contextTyped(String(data.get("context")));
    setWrong({ given: ciphertext === null, context: context === null });
    if (ciphertext !== null && context !== null) run({ region: tryKey.region, ciphertext, context });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="decrypt"
      verb={t("decrypt")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      result={
        value && (
          <>
            <ResultText
              label={value.isText ? t("plaintext") : t("plaintextBase64")}
              text={value.plaintext}
              copy={t("copyPlaintext")}
            />
            <ResultVersion versionId={value.keyVersionId} />
            {value.keyId !== tryKey.keyId && (
              <p className="text-xs text-warn">{t("otherKey", { keyId: value.keyId })}</p>
            )}
          </>
        )
      }
    >
      <GivenField label={t("ciphertext")} help={t("ciphertextHelp")} wrong={wrong.given} />
      <ContextField wrong={wrong.context} />
    </TryForm>
  );
}

/** CRY-04 */
export function DataKey({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const [wrong, setWrong] = useState(false);
  const { run, pending, failure, value } = useAction(generateDataKeyAction);
  const { region, keyId } = tryKey;

  function submit(data: FormData) {
    const context = contextTyped(String(data.get("context")));
    setWrong(context === null);
    const spec = data.get("dataKeySpec") === "AES_128" ? "AES_128" : "AES_256";
    if (context !== null) run({ region, key: keyId, spec, context });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="dataKey"
      verb={t("dataKey")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      result={
        value && (
          <>
            <h4 className="text-xs text-text-2">{t("plaintextDataKey")}</h4>
            <ResultText label={t("plaintextDataKey")} text={value.plaintext} copy={t("copyPlaintext")} />
            <h4 className="text-xs text-text-2">{t("ciphertext")}</h4>
            <ResultText label={t("ciphertext")} text={value.ciphertext} copy={t("copyCiphertext")} />
            <ResultVersion versionId={value.keyVersionId} />
          </>
        )
      }
    >
      <RadioCards
        legend={t("dataKeySpec")}
        name="dataKeySpec"
        defaultValue="AES_256"
        cards={[
          { value: "AES_256", label: "AES_256", consequence: t("dataKeyBytes", { bytes: 32 }) },
          { value: "AES_128", label: "AES_128", consequence: t("dataKeyBytes", { bytes: 16 }) },
        ]}
      />
      <ContextField wrong={wrong} />
    </TryForm>
  );
}
