"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "@/components/patterns/use-action";
import { asymmetricDecryptTextAction, asymmetricEncryptTextAction } from "@/lib/actions/keys";
import { GivenField, PairFields, pairOf, ResultText, ResultVersion, TextField, TryForm, type TryKey } from "./try-form";
import { base64Typed, isTooLong, oaepLimitBytes } from "./typed";

/** CRY-05 */
export function AsymmetricEncrypt({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const errors = useTranslations("errors");
  const [limit, setLimit] = useState<number>();
  const { run, pending, failure, value } = useAction(asymmetricEncryptTextAction);

  function submit(data: FormData) {
    const text = String(data.get("text"));
    const pair = pairOf(tryKey, data);
    const limitBytes = oaepLimitBytes(tryKey.spec, pair.algorithm);
    setLimit(isTooLong(text, limitBytes) ? limitBytes : undefined);
    if (!isTooLong(text, limitBytes)) run({ ...pair, text });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="asymmetricEncrypt"
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
        help={t("plaintextRsaHelp", { limitBytes: oaepLimitBytes(tryKey.spec, tryKey.algorithms[0] ?? "") })}
        error={limit !== undefined && errors("PlaintextTooLong", { limitBytes: limit })}
      />
      <PairFields tryKey={tryKey} />
    </TryForm>
  );
}

export function AsymmetricDecrypt({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  const [wrong, setWrong] = useState(false);
  const { run, pending, failure, value } = useAction(asymmetricDecryptTextAction);

  function submit(data: FormData) {
    const ciphertext = base64Typed(String(data.get("given")));
    setWrong(ciphertext === null);
    if (ciphertext !== null) run({ ...pairOf(tryKey, data), ciphertext });
  }

  return (
    <TryForm
      tryKey={tryKey}
      call="asymmetricDecrypt"
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
          </>
        )
      }
    >
      <GivenField label={t("ciphertext")} help={t("ciphertextRsaHelp")} wrong={wrong} />
      <PairFields tryKey={tryKey} />
    </TryForm>
  );
}
