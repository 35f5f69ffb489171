import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";

/** A policy document as it is stored, each line with its number. */
export function DocumentCard({ title, document, actions }: { title: string; document: string; actions?: ReactNode }) {
  const copy = useTranslations("common.copy");
  const text = pretty(document);
  return (
    <Card
      title={title}
      actions={
        <>
          <CopyButton value={text} label={copy("copy", { what: title })} copiedLabel={copy("copied")} />
          {actions}
        </>
      }
      flush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-label={title} tabIndex={0} className="overflow-x-auto -outline-offset-2">
        <ol className="w-max min-w-full py-2 font-mono text-xs leading-5">
          {text.split("\n").map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
            <li key={index} className="flex">
              <span aria-hidden="true" className="w-10 flex-none pr-3 text-right text-muted select-none">
                {index + 1}
              </span>
              <span className="pr-4 whitespace-pre">{line}</span>
            </li>
          ))}
        </ol>
      </section>
    </Card>
  );
}

/** System policies are kept on one line; what a person wrote is shown as it was written. */
function pretty(document: string): string {
  return document.includes("\n") ? document : JSON.stringify(JSON.parse(document), null, 2);
}
