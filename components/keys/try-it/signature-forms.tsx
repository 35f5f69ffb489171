"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "@/components/patterns/use-action";
import { signDigestAction, verifyDigestAction } from "@/lib/actions/keys";
import { sha256Of } from "./sha256";
import { GivenField, PairFields, pairOf, ResultText, ResultVersion, TextField, TryForm, type TryKey } from "./try-form";
import { base64Typed } from "./typed";
import { Verdict } from "./verdict";

/** CRY-06: the text is hashed here, and only its SHA-256 digest goes to the gateway. */
export function Sign({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const [noHash, setNoHash] = useState(false);
  const { run, pending, failure, value } = useAction(signDigestAction);

  async function submit(data: FormData) {
    const digest = await sha256Of(String(data.get("text")));
    setNoHash(digest === null);
    if (digest !== null) run({ ...pairOf(tryKey, data), digest });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="sign"
      verb={t("sign")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      result={
        value && (
          <>
            <ResultText label={t("signature")} text={value.signature} copy={t("copySignature")} />
            <ResultVersion versionId={value.keyVersionId} />
          </>
        )
      }
    >
      <TextField label={t("message")} help={t("messageHashed")} error={noHash && t("noHash")} />
      <PairFields tryKey={tryKey} />
    </TryForm>
  );
}

export function Verify({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const [wrong, setWrong] = useState({ given: false, noHash: false });
  const { run, pending, failure, value, reset } = useAction(verifyDigestAction);

  async function submit(data: FormData) {
    const signature = base64Typed(String(data.get("given")));
    const digest = await sha256Of(String(data.get("text")));
    setWrong({ given: signature === null, noHash: digest === null });
    if (signature !== null && digest !== null) run({ ...pairOf(tryKey, data), digest, signature });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="verify"
      verb={t("verify")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
      onInput={reset}
      result={value && <Verdict valid={value.valid} yes={t("signatureValid")} no={t("signatureInvalid")} />}
    >
      <TextField label={t("message")} help={t("messageHashed")} error={wrong.noHash && t("noHash")} />
      <GivenField label={t("signature")} wrong={wrong.given} />
      <PairFields tryKey={tryKey} />
    </TryForm>
  );
}
