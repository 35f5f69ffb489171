"use client";

import { useRouter } from "next/navigation";
import { type ChangeEvent, type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from "react";

/**
 * Choosing rows of a list, to do one thing to all of them. The boxes (`SelectBox`, `SelectAllBox`) stand in the rows that
 * the server drew; here is what is chosen, and a bar that lies over what is above the head, so that nothing moves under the
 * pointer. `x` chooses the row that has the focus, Shift extends, Esc clears. Texts come as props: the page loads none.
 */
export function Selection({
  words,
  actions,
  children,
}: {
  words: { selected: string; clear: string };
  /** Where each leads, but for the chosen rows: they are added as `keys`. */
  actions: readonly { label: string; href: string }[];
  children: ReactNode;
}) {
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const last = useRef<string>(undefined);
  const extends_ = useRef(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const boxes = () => [...(list.current?.querySelectorAll<HTMLInputElement>("input[data-select-row]:enabled") ?? [])];
  const values = () => [...new Set(boxes().map((box) => box.value))];

  /** A row is there twice, in the table and in the cards of a phone. */
  function choose(which: readonly string[]) {
    for (const box of boxes()) box.checked = which.includes(box.value);
    const all = list.current?.querySelector<HTMLInputElement>("input[data-select-all]");
    if (all) all.checked = which.length > 0 && which.length === values().length;
    setChosen(which);
  }

  function onChange({ target }: ChangeEvent<HTMLDivElement>) {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.dataset.selectAll !== undefined) choose(target.checked ? values() : []);
    if (target.dataset.selectRow === undefined) return;
    const every = values();
    const [from, to] = [every.indexOf(last.current ?? ""), every.indexOf(target.value)].sort((a, b) => a - b);
    const meant = extends_.current && (from ?? -1) >= 0 ? every.slice(from, (to ?? 0) + 1) : [target.value];
    last.current = target.value;
    const others = chosen.filter((value) => !meant.includes(value));
    choose(target.checked ? every.filter((value) => others.includes(value) || meant.includes(value)) : others);
  }

  function onKeyDown(event: KeyboardEvent) {
    const from = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || from.closest("[popover], textarea, select")) return;
    if (event.key === "Escape" && chosen.length > 0) choose([]);
    if (event.key === "x") from.closest("tr, li")?.querySelector<HTMLInputElement>("input[data-select-row]")?.click();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: clicks and keys belong to the boxes and rows within
    <div
      ref={list}
      onChange={onChange}
      onKeyDown={onKeyDown}
      onClickCapture={(event: MouseEvent) => {
        extends_.current = event.shiftKey;
      }}
    >
      <div className="sticky top-[calc(var(--shell-header)+3rem)] z-[3] h-0">
        <span aria-live="polite" className="sr-only">
          {chosen.length > 0 && `${words.selected} ${chosen.length}`}
        </span>
        {chosen.length > 0 && (
          <div className="absolute inset-x-0 bottom-0 flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 bg-ink px-4 py-2 text-sm text-on-ink">
            <strong>
              {words.selected} {chosen.length}
            </strong>
            {actions.map(({ label, href }) => (
              <button
                key={href}
                type="button"
                className="min-h-control-sm rounded-2 px-1.5 font-medium underline underline-offset-2"
                onClick={() => router.push(`${href}&keys=${chosen.join(",")}`, { scroll: false })}
              >
                {label}
              </button>
            ))}
            <button
              type="button"
              className="ml-auto min-h-control-sm rounded-2 px-1.5 font-medium underline underline-offset-2"
              onClick={() => choose([])}
            >
              {words.clear}
            </button>
          </div>
        )}
      </div>
      {children}
    </div>
  );
}
