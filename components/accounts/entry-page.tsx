import type { ReactNode } from "react";
import { LanguageMenu } from "@/components/shell/language-menu";
import { Bitting, Mark } from "@/components/ui/brand";
import { Icon } from "@/components/ui/icon";

const TONES = { ok: "text-ok", warn: "text-warn", danger: "text-danger", plain: "text-muted" } as const;

export interface Fact {
  tone: keyof typeof TONES;
  icon: string;
  text: ReactNode;
}

/** The door of the console: what is behind it at the left, what to do at the right; the facts stay on a phone. */
export function EntryPage({
  heading,
  lead,
  facts,
  children,
}: {
  heading: ReactNode;
  lead: ReactNode;
  facts: readonly Fact[];
  children: ReactNode;
}) {
  return (
    <div className="grid min-h-screen grid-cols-1 max-md:content-start md:grid-cols-[minmax(0,1fr)_minmax(0,30rem)]">
      <header className="flex flex-col gap-6 overflow-hidden border-line p-4 max-md:border-b md:border-r md:p-8">
        <span className="flex items-center gap-2 font-bold">
          <Mark />
          KMS
        </span>
        <div className="grid max-w-[28rem] gap-2">
          <p className="text-xl font-bold [overflow-wrap:anywhere]">{heading}</p>
          <p className="text-sm text-text-2">{lead}</p>
          <ul className="grid gap-1.5 text-sm">
            {facts.map((fact, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the facts of a page never change their order
              <li key={index} className="flex items-start gap-2">
                <Icon path={fact.icon} className={`mt-[3px] ${TONES[fact.tone]}`} />
                <span className="min-w-0 [overflow-wrap:anywhere]">{fact.text}</span>
              </li>
            ))}
          </ul>
        </div>
        <div className="-ml-8 grid flex-1 items-end max-md:hidden">
          <Bitting />
        </div>
      </header>
      <main className="grid content-center gap-6 bg-surface p-4 max-md:content-start md:p-8">
        <div className="flex justify-end">
          <LanguageMenu />
        </div>
        {children}
      </main>
    </div>
  );
}
