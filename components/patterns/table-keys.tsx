"use client";

import { type KeyboardEvent, type ReactNode, useRef } from "react";

/**
 * The keyboard of a list: j and k or the arrows move between rows, `.` opens a row's menu. Enter follows the row's
 * link by itself. Keys typed into a field or an open menu are left alone.
 */
export function TableKeys({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    if (event.defaultPrevented) return; // an arrow within a row's own menu
    const from = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || from.closest("input, select, textarea, [popover]")) return;
    const rows = [...(box.current?.querySelectorAll<HTMLElement>("tbody tr, li[data-row]") ?? [])].filter((row) =>
      row.checkVisibility(),
    );
    const here = rows.findIndex((row) => row.contains(from));
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      rows[Math.min(Math.max(here + step, 0), rows.length - 1)]?.querySelector<HTMLElement>("a, button")?.focus();
    } else if (event.key === ".") {
      const menu = rows[here]?.querySelector<HTMLElement>("button[popovertarget]");
      menu?.focus();
      menu?.click();
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the rows' own links and buttons
    <div ref={box} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}
