"use client";

import { useRouter } from "next/navigation";
import type { KeyboardEvent, ReactNode } from "react";

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const DAY_MS = 86_400_000;

/** Arrow keys move by day and week, over all months shown; Page Up and Page Down turn the month. */
export function CalendarKeys({
  previousHref,
  nextHref,
  children,
}: {
  previousHref?: string | undefined;
  nextHref?: string | undefined;
  children: ReactNode;
}) {
  const router = useRouter();

  function onKeyDown(event: KeyboardEvent) {
    const turn = { PageUp: previousHref, PageDown: nextHref }[event.key];
    if (turn) {
      event.preventDefault();
      router.push(turn, { scroll: false });
      return;
    }
    const step = STEPS[event.key];
    const date = (event.target as HTMLElement).dataset.date;
    if (!step || !date) return;
    event.preventDefault();
    // Days without data are no links: the next one in that direction that is gets the focus.
    let target = Date.parse(date);
    for (let tries = 0; tries < 31; tries++) {
      target += step * DAY_MS;
      const iso = new Date(target).toISOString().slice(0, 10);
      const day = document.querySelector<HTMLElement>(`[data-date="${iso}"]`);
      if (day) {
        day.focus();
        return;
      }
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the days, which are links
    <div onKeyDown={onKeyDown}>{children}</div>
  );
}
