"use client";

import { useTimeZone, useTranslations } from "next-intl";
import { type ChangeEvent, type ReactNode, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input, Textarea } from "@/components/ui/input";
import { Mono } from "@/components/ui/mono";
import { RadioCards } from "@/components/ui/radio-cards";
import { importKeyMaterialAction } from "@/lib/actions/key-import";
import { importCommands, WRAPPED_FILE } from "@/lib/domain/keys/import-command-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { Lack } from "@/lib/domain/lack";
import { base64Of, base64OfFile, WRAPPED_MAX_BYTES } from "./import-form";
import { ImportParameters, Shown } from "./import-parameters";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  spec: KeyView["spec"];
  /** Whether the key had material before: then only the same is taken (KEY-65). */
  before: boolean;
  isDisabled: boolean;
  /** The permission to get import parameters, where the caller lacks it. */
  parametersLack: Lack | null;
}

/**
 * Import of key material in its three steps (KEY-60): a public key and a token, the lines for openssl, the wrapped file.
 * Whoever comes back with a saved token and a file begins at the third.
 */
export function ImportKeyMaterialPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Panel {...props} />
    </ClientScope>
  );
}

const TOKEN_ID = "import-token";
const WRAPPED_ID = "import-wrapped";
const EXPIRY_ID = "import-expiry";
type Fault = "token" | "wrapped" | "tooLong" | "expiry";

function Panel({ region, keyId, name, closeHref, spec, before, isDisabled, parametersLack }: Props) {
  const t = useTranslations("key-import.panel");
  const zone = useTimeZone() ?? "UTC";
  const { closeWith } = useClosing(closeHref);
  const [token, setToken] = useState("");
  const [wrapped, setWrapped] = useState("");
  const [fileName, setFileName] = useState("");
  const [expires, setExpires] = useState<"never" | "at">("never");
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const { run, pending, failure, value } = useAction(importKeyMaterialAction, {
    onSuccess: () => closeWith(t("done", { name })),
  });
  const { make, wrap } = importCommands(spec);

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    if (!file) return;
    setFileName(file.name);
    if (file.size > WRAPPED_MAX_BYTES) return setFaults(["tooLong"]);
    setFaults([]);
    setWrapped(base64OfFile(new Uint8Array(await file.arrayBuffer())));
  }

  function submit(data: FormData) {
    const at = expires === "at" ? String(data.get("expiresAt")) : null;
    const bytes = base64Of(wrapped);
    const found: Fault[] = [];
    if (token.trim() === "") found.push("token");
    if (bytes === undefined) found.push("wrapped");
    if (at === "") found.push("expiry");
    setFaults(found);
    if (found.length === 0 && bytes) run({ region, key: keyId, token: token.trim(), wrapped: bytes, expiresAt: at });
  }

  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      wide
      submit={t("submit")}
      pending={pending || value !== undefined}
      failure={failure}
      onSubmit={submit}
      say={
        faults.length > 0 ? (
          <FieldErrors
            fields={[
              ...(faults.includes("token") ? [{ id: TOKEN_ID, label: t("token") }] : []),
              ...(faults.includes("wrapped") || faults.includes("tooLong")
                ? [{ id: WRAPPED_ID, label: t("wrapped") }]
                : []),
              ...(faults.includes("expiry") ? [{ id: EXPIRY_ID, label: t("expiresAt", { zone }) }] : []),
            ]}
          />
        ) : isDisabled ? (
          t("staysDisabled")
        ) : (
          t("enables")
        )
      }
    >
      <Step title={t("stepParameters")}>
        <ImportParameters {...{ region, keyId, spec }} lack={parametersLack} onToken={setToken} />
      </Step>
      <Step title={t("stepWrap")}>
        <p className="max-w-prose text-sm text-text-2">{t("wrapSay")}</p>
        {!before && <Shown label={t("make")} text={make} />}
        <Shown label={t("wrap", { file: WRAPPED_FILE })} text={wrap} />
        <p className="max-w-prose text-xs text-muted">{before ? t("sameOnly") : t("keepCopy")}</p>
      </Step>
      <Step title={t("stepImport")}>
        <Field id={TOKEN_ID} label={t("token")} error={faults.includes("token") && t("tokenMissing")}>
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={token}
              onChange={(event) => setToken(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("file")} optional help={t("fileHelp", { file: WRAPPED_FILE })}>
          {(wiring) => (
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              {/* The browser's own button would speak the browser's language. */}
              <label className="inline-flex min-h-control-sm cursor-pointer items-center rounded-2 border border-line-strong bg-surface px-2 text-xs font-medium hover:bg-hover has-focus-visible:outline-(--focus) has-focus-visible:outline-2 has-focus-visible:outline-offset-2">
                <input {...wiring} type="file" className="sr-only" onChange={choose} />
                {t("choose")}
              </label>
              {fileName && <Mono>{fileName}</Mono>}
            </span>
          )}
        </Field>
        <Field
          id={WRAPPED_ID}
          label={t("wrapped")}
          help={t("wrappedHelp")}
          error={
            (faults.includes("tooLong") && t("tooLong", { limit: WRAPPED_MAX_BYTES })) ||
            (faults.includes("wrapped") && t("wrappedMissing"))
          }
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              rows={4}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={wrapped}
              onChange={(event) => setWrapped(event.target.value)}
            />
          )}
        </Field>
        <RadioCards
          legend={t("expiry")}
          name="expires"
          value={expires}
          onChange={(value) => setExpires(value === "at" ? "at" : "never")}
          cards={[
            { value: "never", label: t("never"), consequence: t("neverSay") },
            { value: "at", label: t("at"), consequence: t("atSay") },
          ]}
        />
        {expires === "at" && (
          <Field
            id={EXPIRY_ID}
            label={t("expiresAt", { zone })}
            error={faults.includes("expiry") && t("expiryMissing")}
          >
            {(wiring) => <Input {...wiring} name="expiresAt" type="datetime-local" step={1} className="max-w-64" />}
          </Field>
        )}
      </Step>
    </SidePanel>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid grid-cols-1 gap-3 border-b border-line pb-5 last-of-type:border-b-0 last-of-type:pb-0">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
