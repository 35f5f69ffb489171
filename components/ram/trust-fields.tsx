"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Field } from "@/components/patterns/field";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { judgeDocument, trustDocument, trustedPrincipals } from "@/lib/domain/ram/document-rules";
import { PolicyEditor } from "./policy-editor";

/** Whom a role trusts: one principal a line, or the document itself; the two are the same thing while a list can say it. */
export function TrustFields({ value, onChange }: { value: string; onChange: (document: string) => void }) {
  const t = useTranslations("ram.trust");
  const listed = trustedPrincipals(value);
  const [typed, setTyped] = useState(listed?.join("\n"));
  const [asText, setAsText] = useState(listed === undefined);

  if (asText || typed === undefined) {
    return (
      <>
        <PolicyEditor kind="trust" label={t("title")} help={t("help")} value={value} onChange={onChange} />
        <div>
          <Button
            size="sm"
            disabled={listed === undefined}
            onClick={() => {
              setTyped(listed?.join("\n"));
              setAsText(false);
            }}
          >
            {t("asList")}
          </Button>
          {listed === undefined && <p className="mt-1 text-xs text-muted">{t("noList")}</p>}
        </div>
      </>
    );
  }
  const { refusal } = judgeDocument("trust", value);
  const wrong = refusal && namesOf(typed)[principalIndexOf(refusal.params) ?? -1];
  return (
    <>
      <Field
        label={t("principals")}
        help={t("principalsHelp")}
        error={refusal && (wrong ? t("wrongPrincipal", { name: wrong }) : <RefusalText {...refusal} />)}
      >
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={5}
            spellCheck={false}
            autoCapitalize="none"
            className="font-mono text-xs"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              onChange(trustDocument(namesOf(event.target.value)));
            }}
          />
        )}
      </Field>
      <div>
        <Button size="sm" onClick={() => setAsText(true)}>
          {t("asDocument")}
        </Button>
      </div>
    </>
  );
}

function namesOf(typed: string): string[] {
  return typed
    .split(/\s+/)
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Which of the list a refusal speaks of, where it is the way it is written: the list does not show the document's paths. */
function principalIndexOf({ at, problem }: Readonly<Record<string, unknown>>): number | undefined {
  const [, index] = /Principal\.RAM\[(\d+)\]$/.exec(String(at)) ?? [];
  return problem === "BadPrincipal" && index !== undefined ? Number(index) : undefined;
}
