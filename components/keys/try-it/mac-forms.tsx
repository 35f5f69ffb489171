"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "@/components/patterns/use-action";
import { generateMacAction, verifyMacAction } from "@/lib/actions/keys";
import { PLAINTEXT_MAX_BYTES } from "@/lib/domain/keys/key-rules";
import { AlgorithmField, GivenField, ResultText, TextField, TryForm, type TryKey } from "./try-form";
import { base64Typed, isTooLong } from "./typed";
import { Verdict } from "./verdict";

/** KEY-24 */
export function GenerateMac({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const errors = useTranslations("errors");
  const [wrong, setWrong] = useState(false);
  const { run, pending, failure, value } = useAction(generateMacAction);
  const { region, keyId: key } = tryKey;

  function submit(data: FormData) {
    const text = String(data.get("text"));
    setWrong(isTooLong(text));
    if (!isTooLong(text)) run({ region, key, algorithm: String(data.get("algorithm")), text });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="generateMac"
      verb={t("generateMac")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      result={value && <ResultText label="MAC" text={value.mac} copy={t("copyMac")} />}
    >
      <TextField
        label={t("message")}
        help={t("plaintextHelp")}
        error={wrong && errors("PlaintextTooLong", { limitBytes: PLAINTEXT_MAX_BYTES })}
      />
      <AlgorithmField tryKey={tryKey} />
    </TryForm>
  );
}

export function VerifyMac({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const errors = useTranslations("errors");
  const [wrong, setWrong] = useState({ text: false, given: false });
  const { run, pending, failure, value, reset } = useAction(verifyMacAction);
  const { region, keyId: key } = tryKey;

  function submit(data: FormData) {
    const text = String(data.get("text"));
    const mac = base64Typed(String(data.get("given")));
    setWrong({ text: isTooLong(text), given: mac === null });
    if (!isTooLong(text) && mac !== null) run({ region, key, algorithm: String(data.get("algorithm")), text, mac });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="verifyMac"
      verb={t("verifyMac")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      onInput={reset}
      result={value && <Verdict valid={value.valid} yes={t("macValid")} no={t("macInvalid")} />}
    >
      <TextField
        label={t("message")}
        help={t("plaintextHelp")}
        error={wrong.text && errors("PlaintextTooLong", { limitBytes: PLAINTEXT_MAX_BYTES })}
      />
      <GivenField label="MAC" wrong={wrong.given} />
      <AlgorithmField tryKey={tryKey} />
    </TryForm>
  );
}
