"use client";

import { clsx } from "clsx";
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

/**
 * A button that opens a list of links and buttons. The platform's popover opens, closes on Esc and outside clicks,
 * and gives focus back; what is added here are the arrow keys and closing after a choice.
 */
export function Menu({
  label,
  trigger,
  triggerClass,
  align = "end",
  children,
}: {
  /** The button's name where `trigger` is a drawing only. */
  label?: string;
  trigger: ReactNode;
  triggerClass?: string;
  align?: "start" | "end";
  children: ReactNode;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);

  function move(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || !list.current) return;
    event.preventDefault();
    if (!list.current.matches(":popover-open")) list.current.showPopover();
    const items = [...list.current.querySelectorAll<HTMLElement>("a[href], button:enabled")];
    const from = items.indexOf(document.activeElement as HTMLElement);
    const to = from < 0 ? (step > 0 ? 0 : items.length - 1) : from + step;
    items[Math.min(Math.max(to, 0), items.length - 1)]?.focus();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are handled for the button and the items within
    <span onKeyDown={move} className="inline-flex">
      <button type="button" popoverTarget={id} aria-label={label} className={clsx(triggerClass ?? menuButtonClass)}>
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: clicks bubble up from the items, keys included */}
      <div
        ref={list}
        id={id}
        popover="auto"
        data-align={align}
        onClick={() => list.current?.hidePopover()}
        className="menu rises min-w-44 rounded-3 border border-line bg-raised p-1 text-sm text-text shadow-menu"
      >
        {children}
      </div>
    </span>
  );
}

const menuButtonClass =
  "inline-flex min-h-control-sm items-center gap-1.5 rounded-2 px-1.5 text-sm text-text-2 whitespace-nowrap hover:bg-hover";
