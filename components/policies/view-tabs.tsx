"use client";

import { clsx } from "clsx";
import { type KeyboardEvent, type ReactNode, useId } from "react";

/** Views of one thing that is being written: which one is open is nothing for the address, the draft would be lost. */
export function ViewTabs<View extends string>({
  label,
  views,
  current,
  onChoose,
  children,
}: {
  label: string;
  views: readonly { view: View; label: string }[];
  current: View;
  onChoose: (view: View) => void;
  children: ReactNode;
}) {
  const id = useId();
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = views.findIndex(({ view }) => view === current);
    const next = views[(at + step + views.length) % views.length];
    if (!next) return;
    onChoose(next.view);
    document.getElementById(`${id}-${next.view}`)?.focus();
  }
  return (
    <div>
      <div role="tablist" aria-label={label} onKeyDown={onKeyDown} className="flex gap-1 border-b border-line">
        {views.map(({ view, label }) => (
          <button
            key={view}
            type="button"
            role="tab"
            id={`${id}-${view}`}
            aria-selected={view === current}
            aria-controls={`${id}-panel`}
            tabIndex={view === current ? 0 : -1}
            onClick={() => onChoose(view)}
            className={clsx(
              "-mb-px border-b-2 px-3 pt-[9px] pb-2 text-sm -outline-offset-2 hover:bg-hover",
              view === current ? "border-accent font-bold text-text" : "border-transparent font-medium text-text-2",
            )}
          >
            {label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className="grid gap-4 pt-4">
        {children}
      </div>
    </div>
  );
}
