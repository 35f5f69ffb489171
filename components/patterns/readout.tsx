import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface ReadoutFact {
  label: string;
  figure: ReactNode;
  /** What the figure rests on: when it was checked, what it counts. */
  evidence: ReactNode;
  bad?: boolean;
}

/** One strip of at most five facts, each a figure and its evidence; only a bad figure is coloured. */
export function Readout({ facts }: { facts: readonly ReadoutFact[] }) {
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-3 border border-line bg-line gap-px md:auto-cols-[minmax(0,1fr)] md:grid-flow-col md:grid-cols-none">
      {facts.map((fact) => (
        <div key={fact.label} className="min-w-0 bg-surface px-3 py-2 max-md:last:odd:col-span-2 md:px-4 md:py-3">
          <dt className="text-xs text-muted">{fact.label}</dt>
          <dd className={clsx("mt-0.5 text-md font-bold md:text-lg", fact.bad && "text-danger")}>{fact.figure}</dd>
          <dd className="mt-px text-xs text-text-2">{fact.evidence}</dd>
        </div>
      ))}
    </dl>
  );
}
