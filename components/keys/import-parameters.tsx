"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { saveFile } from "@/components/patterns/save-file";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { getParametersForImportAction, type ShownImportParameters } from "@/lib/actions/key-import";
import { TOKEN_FILE, WRAPPING_KEY_FILE, wrappingKeyPem } from "@/lib/domain/keys/import-command-rules";
import { offeredAlgorithm } from "@/lib/domain/keys/import-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { Lack } from "@/lib/domain/lack";
import { bytesOf } from "./import-form";

/** The public key and the token of GetParametersForImport, to save: what is wrapped may come back hours later (KEY-62). */
export function ImportParameters({
  region,
  keyId,
  spec,
  lack,
  onToken,
}: {
  region: string;
  keyId: string;
  spec: KeyView["spec"];
  lack: Lack | null;
  onToken: (token: string) => void;
}) {
  const t = useTranslations("key-import.parameters");
  const form = useTranslations("common.form");
  const { run, pending, failure, value } = useAction(getParametersForImportAction, {
    onSuccess: ({ token }) => onToken(token),
  });
  return (
    <>
      <p className="max-w-prose text-sm text-text-2">{t("say")}</p>
      <div>
        {lack ? (
          <LockedAction lack={lack}>{t("get")}</LockedAction>
        ) : (
          <Button
            disabled={pending}
            onClick={() => run({ region, key: keyId, wrappingAlgorithm: offeredAlgorithm(spec) })}
          >
            {pending ? form("working") : value ? t("getOthers") : t("get")}
          </Button>
        )}
      </div>
      {failure && <ActionFailure failure={failure} />}
      <div aria-live="polite" className="grid grid-cols-1 gap-3 empty:hidden">
        {value && <Parameters {...value} />}
      </div>
    </>
  );
}

function Parameters({ publicKey, token, tokenExpiresAt }: ShownImportParameters) {
  const t = useTranslations("key-import.parameters");
  const pem = wrappingKeyPem(publicKey);
  return (
    <>
      <p className="text-sm">
        {t.rich("valid", { at: () => <Moment at={tokenExpiresAt} />, b: (words) => <strong>{words}</strong> })}
      </p>
      <Shown label={t("publicKey")} text={pem}>
        <Button size="sm" onClick={() => saveFile(WRAPPING_KEY_FILE, pem, "application/x-pem-file")}>
          {t("save", { file: WRAPPING_KEY_FILE })}
        </Button>
        <Button size="sm" onClick={() => saveFile(WRAPPING_KEY_DER, bytesOf(publicKey), "application/octet-stream")}>
          {t("save", { file: WRAPPING_KEY_DER })}
        </Button>
      </Shown>
      <Shown label={t("token")} text={token}>
        <Button size="sm" onClick={() => saveFile(TOKEN_FILE, token, "text/plain")}>
          {t("save", { file: TOKEN_FILE })}
        </Button>
      </Shown>
    </>
  );
}

const WRAPPING_KEY_DER = "wrapping-key.der";

/** Something to copy or save, under its name. */
export function Shown({ label, text, children }: { label: string; text: string; children?: ReactNode }) {
  const copy = useTranslations("common.copy");
  return (
    <section aria-label={label} className="grid grid-cols-1 gap-1.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h4 className="text-sm font-bold">{label}</h4>
        <CopyButton value={text} label={copy("copy", { what: label })} copiedLabel={copy("copied")} />
        <span className="ml-auto flex flex-wrap gap-2">{children}</span>
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach what lies outside
        tabIndex={0}
        className="max-h-64 overflow-auto rounded-2 bg-sunken p-3 font-mono text-xs leading-5"
      >
        {text}
      </pre>
    </section>
  );
}
