"use client";

import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { type Endpoint, LANGUAGES, type Language, type SampleCall, sampleOf } from "./call-samples";

/** The call of the form for a program of one's own; it follows what is typed, but for what is to stay secret. */
export function SampleCalls({ call, endpoint }: { call: SampleCall; endpoint: Endpoint }) {
  const t = useTranslations("keys.tryIt");
  const copy = useTranslations("common.copy");
  const [language, setLanguage] = useState<Language>("node");
  const names: Record<Language, string> = { node: "Node.js", python: "Python", cli: "aliyun CLI", curl: "curl" };
  const sample = sampleOf(language, call, endpoint);
  return (
    <section aria-label={t("sample")} className="grid grid-cols-1 gap-2 border-t border-line pt-4 lg:col-span-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="text-sm">{t("sample")}</h3>
        <fieldset className="flex rounded-2 border border-line-strong text-xs">
          <legend className="sr-only">{t("sample")}</legend>
          {LANGUAGES.map((one) => (
            <label
              key={one}
              className={clsx(
                "inline-flex min-h-control-sm cursor-pointer items-center px-2.5 font-medium not-first-of-type:border-l not-first-of-type:border-line-strong",
                "has-focus-visible:outline-(--focus) has-focus-visible:outline-2 has-focus-visible:outline-offset-2",
                one === language ? "bg-accent-soft text-text" : "text-text-2 hover:bg-hover",
              )}
            >
              <input
                type="radio"
                name="language"
                className="sr-only"
                checked={one === language}
                onChange={() => setLanguage(one)}
              />
              {names[one]}
            </label>
          ))}
        </fieldset>
        <span className="ml-auto">
          <CopyButton
            key={language}
            value={sample}
            label={copy("copy", { what: names[language] })}
            copiedLabel={copy("copied")}
          />
        </span>
      </div>
      <CodeBlock label={names[language]} text={sample} className="max-h-96" />
      <p className="max-w-prose text-xs text-muted">{t("sampleSay")}</p>
    </section>
  );
}
