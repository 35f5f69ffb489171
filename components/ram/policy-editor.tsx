"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useState } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Field } from "@/components/patterns/field";
import { Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { PolicyKind } from "@/lib/domain/policies/check-policy";
import { type DocumentVerdict, judgeDocument, lineOf } from "@/lib/domain/ram/document-rules";

const IDLE_MS = 400;
const LINES_MIN = 12;
const LINES_MAX = 60;

/**
 * A policy document as text. What the operation would refuse is said once the typing rests, with the place; the number
 * of the line stands out where the refusal names one.
 */
export function PolicyEditor({
  kind,
  label,
  help,
  value,
  onChange,
}: {
  kind: PolicyKind;
  label: string;
  help?: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const t = useTranslations("ram.editor");
  const warningsId = useId();
  const [verdict, setVerdict] = useState<DocumentVerdict>(() => judgeDocument(kind, value));
  useEffect(() => {
    const timer = setTimeout(() => setVerdict(judgeDocument(kind, value)), IDLE_MS);
    return () => clearTimeout(timer);
  }, [kind, value]);

  const { refusal, warnings } = verdict;
  const lines = value.split("\n").length;
  const rows = Math.min(Math.max(lines, LINES_MIN), LINES_MAX);
  const badLine = lineOf(refusal?.params.at);
  return (
    <>
      <Field label={label} help={help} error={refusal && <RefusalText code={refusal.code} params={refusal.params} />}>
        {(wiring) => (
          <span className="flex min-w-0">
            {lines <= LINES_MAX && <LineNumbers count={lines} bad={badLine} />}
            <Textarea
              {...wiring}
              rows={rows}
              wrap="off"
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              className="min-w-0 flex-1 resize-none rounded-l-none font-mono text-xs! leading-5!"
              value={value}
              onChange={(event) => onChange(event.target.value)}
              onBlur={() => setVerdict(judgeDocument(kind, value))}
            />
          </span>
        )}
      </Field>
      <p role="status" id={warningsId} className="sr-only">
        {refusal ? "" : t("valid")}
      </p>
      {warnings.length > 0 && (
        <Notice tone="warn" title={t("warnings", { count: warnings.length })}>
          <ul>
            {warnings.slice(0, 5).map(({ at, action }) => (
              <li key={at}>{t("unknownAction", { at, action })}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}

function LineNumbers({ count, bad }: { count: number; bad: number | undefined }) {
  return (
    <span
      aria-hidden="true"
      className="flex-none rounded-l-2 border border-r-0 border-line-strong bg-sunken px-2 py-1.5 text-right font-mono text-xs leading-5 text-muted select-none"
    >
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
        <span key={index} className={index + 1 === bad ? "block bg-danger-soft font-bold text-danger" : "block"}>
          {index + 1}
        </span>
      ))}
    </span>
  );
}
