"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { KeyValue } from "@/components/patterns/key-value";
import { isUnproven, useFocusBack, withStepUp } from "@/components/patterns/step-up";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { getSecretValueAction } from "@/lib/actions/secrets";
import { CURRENT, PREVIOUS } from "@/lib/domain/secrets/secret-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { pairsOf } from "./secret-draft";
import { REVEALED_SECONDS, useRevealed } from "./use-revealed";

interface SecretValueProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  versionId: string;
  stages: readonly string[];
  /** A managed secret is read by its stage: its versions follow the account at the target (SEC-24). */
  managed: boolean;
  closeHref: string;
}

export default function SecretValueInScope({ scope, ...props }: SecretValueProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <SecretValuePanel {...props} />
    </ClientScope>
  );
}

interface Revealed {
  secretData: string;
  dataType: "text" | "binary";
}

/**
 * One version's value, on request (P11): each Reveal is one recorded GetSecretValue, in sight for 30 seconds. Not through
 * TanStack Query, which would keep the answer: it lives in this component's state alone.
 */
function SecretValuePanel({ region, secret, name, versionId, stages, managed, closeHref }: SecretValueProps) {
  const t = useTranslations("secrets.reveal");
  const common = useTranslations("common.form");
  const field = useTranslations("secrets.field");
  const router = useRouter();
  const { revealed, reveal, hide } = useRevealed<Revealed>();
  const [wasShown, setWasShown] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [pending, start] = useTransition();
  const which = managed ? { stage: stages.includes(CURRENT) ? CURRENT : PREVIOUS } : { versionId };
  const { remember } = useFocusBack(pending);

  function close() {
    hide();
    router.push(closeHref, { scroll: false });
  }

  function ask() {
    const act = remember();
    setFailure(undefined);
    start(async () => {
      const answer = await withStepUp(() => getSecretValueAction({ region, secret, ...which }), act).catch(
        (): Failure => ({ ok: false, code: "ServiceUnavailable" }),
      );
      if (!answer.ok) return setFailure(isUnproven(answer) ? undefined : answer);
      reveal(answer.value);
      setWasShown(true);
    });
  }

  return (
    <Sheet
      title={t("title")}
      closeLabel={common("close")}
      onDismiss={close}
      footer={
        <>
          <p aria-live="polite" className="flex-1 basis-48 text-xs text-text-2">
            {revealed ? t("shown", { seconds: REVEALED_SECONDS }) : wasShown ? t("hidden") : t("say")}
          </p>
          <Button onClick={close}>{common("close")}</Button>
          {revealed ? (
            <Button onClick={hide}>{t("hide")}</Button>
          ) : (
            <Button tone="primary" disabled={pending} onClick={ask}>
              {pending ? common("working") : t("verb")}
            </Button>
          )}
        </>
      }
    >
      <KeyValue
        entries={[
          { label: field("name"), value: <Mono>{name}</Mono> },
          { label: field("version"), value: <Mono>{versionId}</Mono> },
          { label: field("stages"), value: stages.length > 0 ? stages.join(", ") : "–" },
        ]}
      />
      {failure && <ActionFailure failure={failure} />}
      {revealed ? <Value {...revealed} /> : <Notice tone="plain" title={t("concealed")} />}
    </Sheet>
  );
}

function Value({ secretData, dataType }: Revealed) {
  const t = useTranslations("secrets.reveal");
  const pairs = dataType === "text" ? pairsOf(secretData) : null;
  return (
    <section aria-label={t("title")} className="grid gap-2">
      <h3 className="flex items-center gap-2 text-sm">
        {dataType === "binary" ? t("binary") : t("text")}
        <CopyButton value={secretData} label={t("copy")} copiedLabel={t("copied")} />
      </h3>
      {pairs ? (
        <dl className="grid gap-2 rounded-2 border border-line bg-sunken p-3 font-mono text-sm">
          {pairs.map(([name, value]) => (
            <div key={name} className="grid gap-0.5">
              <dt className="text-xs break-all text-muted">{name}</dt>
              <dd className="flex items-start gap-1">
                <span className="min-w-0 flex-1 break-all whitespace-pre-wrap">{value}</span>
                <CopyButton value={value} label={t("copyPair", { name })} copiedLabel={t("copied")} />
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long value scrolls, by keyboard too
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-2 border border-line bg-sunken p-3 font-mono text-sm break-all whitespace-pre-wrap"
        >
          {secretData}
        </pre>
      )}
    </section>
  );
}
