"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Field } from "@/components/patterns/field";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import type { TryCall } from "../key-offers";
import type { Endpoint } from "./call-samples";
import { SampleCalls } from "./sample-calls";
import { callOf } from "./tries";

/** What every form of Try it knows of its key. */
export interface TryKey {
  region: string;
  keyId: string;
  spec: string;
  /** Newest first. */
  versions: readonly string[];
  algorithms: readonly string[];
  endpoint: Endpoint;
}

/** A form, what the gateway answered to it, and the same call for a program. Nothing of it is kept once it is left. */
export function TryForm({
  tryKey,
  call,
  verb,
  pending,
  failure,
  result,
  onSubmit,
  onInput,
  children,
}: {
  tryKey: TryKey;
  call: TryCall;
  verb: string;
  pending: boolean;
  failure: Failure | undefined;
  result: ReactNode;
  onSubmit: (data: FormData) => void;
  /** Something changed: an answer to what stood there before is one no more. */
  onInput?: () => void;
  children: ReactNode;
}) {
  const t = useTranslations("keys.tryIt");
  const form = useTranslations("common.form");
  const element = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState<FormData>();
  const field = (name: string, otherwise = "") => String(typed?.get(name) ?? otherwise).trim();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!pending) onSubmit(new FormData(event.currentTarget));
  }

  return (
    <div className="grid gap-x-4 gap-y-5 lg:grid-cols-2">
      <form
        ref={element}
        noValidate
        onSubmit={submit}
        onInput={() => {
          setTyped(new FormData(element.current ?? undefined));
          onInput?.();
        }}
        className="grid grid-cols-1 content-start gap-4"
      >
        {children}
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
      <SampleCalls
        endpoint={tryKey.endpoint}
        call={callOf(call, {
          key: tryKey.keyId,
          versionId: field("version", tryKey.versions[0]),
          algorithm: field("algorithm", tryKey.algorithms[0]),
          context: field("context"),
          given: field("given").replace(/\s+/g, ""),
          dataKeySpec: field("dataKeySpec", "AES_256"),
        })}
      />
    </div>
  );
}

export function TextField({ label, help, error }: { label: string; help: string; error: ReactNode }) {
  return (
    <Field label={label} help={help} error={error}>
      {(wiring) => <Textarea {...wiring} name="text" autoComplete="off" spellCheck={false} />}
    </Field>
  );
}

/** Base64 that is no secret: a ciphertext, a signature, a MAC. */
export function GivenField({ label, help, wrong }: { label: string; help?: string; wrong: boolean }) {
  const t = useTranslations("keys.tryIt");
  return (
    <Field label={label} help={help} error={wrong && t("notBase64")}>
      {(wiring) => (
        <Textarea {...wiring} name="given" autoComplete="off" spellCheck={false} className="font-mono break-all" />
      )}
    </Field>
  );
}

export function ContextField({ wrong }: { wrong: boolean }) {
  const t = useTranslations("keys.tryIt");
  const errors = useTranslations("errors");
  return (
    <Field label={t("context")} optional help={t("contextHelp")} error={wrong && errors("InvalidEncryptionContext")}>
      {(wiring) => <Input {...wiring} name="context" className="font-mono" autoComplete="off" spellCheck={false} />}
    </Field>
  );
}

/** Asymmetric calls name their version (KEY-76), and one of the key's algorithms (CRY-05, CRY-06). */
export function PairFields({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  return (
    <>
      <Field label={t("version")}>
        {(wiring) => <Select {...wiring} name="version" options={optionsOf(tryKey.versions)} className="font-mono" />}
      </Field>
      <AlgorithmField tryKey={tryKey} />
    </>
  );
}

/** What of a call those fields say. */
export function pairOf({ region, keyId }: TryKey, data: FormData) {
  return { region, key: keyId, keyVersionId: String(data.get("version")), algorithm: String(data.get("algorithm")) };
}

export function AlgorithmField({ tryKey }: { tryKey: TryKey }) {
  const t = useTranslations("keys.tryIt");
  return (
    <Field label={t("algorithm")}>
      {(wiring) => <Select {...wiring} name="algorithm" options={optionsOf(tryKey.algorithms)} />}
    </Field>
  );
}

const optionsOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

/** A field that is only read: it scrolls, and the keyboard reaches it. */
export function ResultText({ label, text, copy }: { label: string; text: string; copy: string }) {
  const t = useTranslations("common.copy");
  return (
    <div className="flex items-start gap-1">
      <Textarea aria-label={label} readOnly value={text} rows={4} className="bg-sunken! font-mono text-xs! break-all" />
      <CopyButton value={text} label={copy} copiedLabel={t("copied")} />
    </div>
  );
}

export function ResultVersion({ versionId }: { versionId: string }) {
  const t = useTranslations("keys.tryIt");
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
      {t("version")} <CopyableId id={versionId} what={t("version")} />
    </p>
  );
}
