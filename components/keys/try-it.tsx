"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Input, Textarea } from "@/components/ui/input";
import { decryptTextAction, encryptTextAction } from "@/lib/actions/keys";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { PLAINTEXT_MAX_BYTES } from "@/lib/domain/keys/key-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { ciphertextTyped, contextTyped, isTooLong } from "./try-it-form";

interface Props {
  scope: ClientMessages;
  region: string;
  keyId: string;
  direction: "encrypt" | "decrypt";
}

/** One call through the gateway, with what it answers; nothing of it is kept once the form is left. */
export function TryIt({ scope, direction, ...key }: Props) {
  return (
    <ClientScope scope={scope}>
      {direction === "encrypt" ? <Encrypt key="encrypt" {...key} /> : <Decrypt key="decrypt" {...key} />}
    </ClientScope>
  );
}

type KeyProps = Pick<Props, "region" | "keyId">;

function Encrypt({ region, keyId }: KeyProps) {
  const t = useTranslations("keys.tryIt");
  const errors = useTranslations("errors");
  const [wrong, setWrong] = useState({ text: false, context: false });
  const { run, pending, failure, value } = useAction(encryptTextAction);

  function submit(data: FormData) {
    const text = String(data.get("text"));
    const context = contextTyped(String(data.get("context")));
    setWrong({ text: isTooLong(text), context: context === null });
    if (!isTooLong(text) && context !== null) run({ region, key: keyId, text, context });
  }

  return (
    <Form
      onSubmit={submit}
      pending={pending}
      verb={t("encrypt")}
      badContext={wrong.context}
      failure={failure}
      result={
        value && (
          <>
            <Result label={t("ciphertext")} text={value.ciphertext} copy={t("copyCiphertext")} />
            <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
              {t("version")} <CopyableId id={value.keyVersionId} what={t("version")} />
            </p>
          </>
        )
      }
    >
      <Field
        label={t("plaintext")}
        help={t("plaintextHelp")}
        error={wrong.text && errors("PlaintextTooLong", { limitBytes: PLAINTEXT_MAX_BYTES })}
      >
        {(wiring) => <Textarea {...wiring} name="text" autoComplete="off" spellCheck={false} />}
      </Field>
    </Form>
  );
}

function Decrypt({ region, keyId }: KeyProps) {
  const t = useTranslations("keys.tryIt");
  const [wrong, setWrong] = useState({ text: false, context: false });
  const { run, pending, failure, value } = useAction(decryptTextAction);

  function submit(data: FormData) {
    const ciphertext = ciphertextTyped(String(data.get("text")));
    const context = contextTyped(String(data.get("context")));
    setWrong({ text: ciphertext === null, context: context === null });
    if (ciphertext !== null && context !== null) run({ region, ciphertext, context });
  }

  return (
    <Form
      onSubmit={submit}
      pending={pending}
      verb={t("decrypt")}
      badContext={wrong.context}
      failure={failure}
      result={
        value && (
          <>
            <Result
              label={value.isText ? t("plaintext") : t("plaintextBase64")}
              text={value.plaintext}
              copy={t("copyPlaintext")}
            />
            <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
              {t("version")} <CopyableId id={value.keyVersionId} what={t("version")} />
            </p>
            {value.keyId !== keyId && <p className="text-xs text-warn">{t("otherKey", { keyId: value.keyId })}</p>}
          </>
        )
      }
    >
      <Field label={t("ciphertext")} help={t("ciphertextHelp")} error={wrong.text && t("notBase64")}>
        {(wiring) => (
          <Textarea {...wiring} name="text" autoComplete="off" spellCheck={false} className="font-mono break-all" />
        )}
      </Field>
    </Form>
  );
}

function Form({
  onSubmit,
  pending,
  verb,
  badContext,
  failure,
  result,
  children,
}: {
  onSubmit: (data: FormData) => void;
  pending: boolean;
  verb: string;
  badContext: boolean;
  failure: Failure | undefined;
  result: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations("keys.tryIt");
  const form = useTranslations("common.form");
  const errors = useTranslations("errors");

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!pending) onSubmit(new FormData(event.currentTarget));
  }

  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <form noValidate onSubmit={submit} className="grid grid-cols-1 content-start gap-4">
        {children}
        <Field
          label={t("context")}
          optional
          help={t("contextHelp")}
          error={badContext && errors("InvalidEncryptionContext")}
        >
          {(wiring) => <Input {...wiring} name="context" className="font-mono" autoComplete="off" spellCheck={false} />}
        </Field>
        <div>
          <Button type="submit" tone="primary" disabled={pending}>
            {pending ? form("working") : verb}
          </Button>
        </div>
      </form>
      <section aria-label={t("result")} aria-live="polite" className="grid grid-cols-1 content-start gap-2">
        <h3 className="text-sm">{t("result")}</h3>
        {failure ? (
          <ActionFailure failure={failure} />
        ) : (
          (result ?? <p className="text-sm text-muted">{t("noResult")}</p>)
        )}
      </section>
    </div>
  );
}

/** A field that is only read: it scrolls, and the keyboard reaches it. */
function Result({ label, text, copy }: { label: string; text: string; copy: string }) {
  const t = useTranslations("common.copy");
  return (
    <div className="flex items-start gap-1">
      <Textarea aria-label={label} readOnly value={text} rows={4} className="bg-sunken! font-mono text-xs! break-all" />
      <CopyButton value={text} label={copy} copiedLabel={t("copied")} />
    </div>
  );
}
