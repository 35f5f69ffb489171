"use client";

import { useRouter } from "next/navigation";
import {
  type ChangeEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
  useTransition,
} from "react";
import { namesToChooseAction } from "@/lib/actions/choose-items";
import { CHOSEN_MAX } from "@/lib/domain/backups/choice-rules";
import { choose, useChosen } from "./chosen-items";

/** What of the list can be asked for by name, all at once. */
export interface WholeList {
  total: number;
  asked: Parameters<typeof namesToChooseAction>[0];
}

/**
 * Choosing rows to restore, across pages and tabs of one moment. The boxes stand in the rows that the server drew; the
 * bar takes the place that it needs only while something is chosen. `x` chooses the row with the focus, Esc clears.
 * Texts come as props: the page loads none.
 */
export function ChooseItems({
  place,
  planHref,
  whole,
  words,
  children,
}: {
  place: string;
  planHref: string;
  /** Absent where the list cannot be asked for as a whole. */
  whole?: WholeList | undefined;
  words: {
    selected: string;
    restore: string;
    all: string;
    tooMany: string;
    failed: string;
    clear: string;
    bar: string;
  };
  children: ReactNode;
}) {
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const chosen = useChosen(place);
  const [failed, setFailed] = useState(false);
  const [pending, start] = useTransition();
  const boxes = () => [...(list.current?.querySelectorAll<HTMLInputElement>("input[data-select-row]:enabled") ?? [])];

  // The rows change with the page; a row is there twice, in the table and in the cards of a phone.
  useEffect(() => {
    const rows = boxes();
    for (const box of rows) box.checked = chosen.includes(box.value);
    const all = list.current?.querySelector<HTMLInputElement>("input[data-select-all]");
    if (all) all.checked = rows.length > 0 && rows.every((box) => box.checked);
  });

  function onChange({ target }: ChangeEvent<HTMLDivElement>) {
    if (!(target instanceof HTMLInputElement)) return;
    const meant =
      target.dataset.selectAll !== undefined
        ? [...new Set(boxes().map((box) => box.value))]
        : target.dataset.selectRow !== undefined
          ? [target.value]
          : [];
    if (meant.length === 0) return;
    const others = chosen.filter((name) => !meant.includes(name));
    choose(place, target.checked ? [...others, ...meant] : others);
  }

  function onKeyDown(event: KeyboardEvent) {
    const from = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || from.closest("[popover], textarea, select, dialog")) return;
    if (event.key === "Escape" && chosen.length > 0) choose(place, []);
    if (event.key === "x") from.closest("tr, li")?.querySelector<HTMLInputElement>("input[data-select-row]")?.click();
  }

  function chooseAll() {
    if (!whole) return;
    start(async () => {
      const answer = await namesToChooseAction(whole.asked).catch(() => undefined);
      setFailed(!answer?.ok);
      if (answer?.ok) choose(place, [...new Set([...chosen, ...answer.value])]);
    });
  }

  const full = chosen.length >= CHOSEN_MAX;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: changes and keys belong to the boxes and rows within
    <div ref={list} onChange={onChange} onKeyDown={onKeyDown}>
      <span aria-live="polite" className="sr-only">
        {chosen.length > 0 && `${words.selected} ${chosen.length}`}
      </span>
      {chosen.length > 0 && (
        <section
          aria-label={words.bar}
          className="sticky top-header z-[3] flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 bg-ink px-4 py-2 text-sm text-on-ink"
        >
          <strong>
            {words.selected} {chosen.length}
          </strong>
          {whole && whole.total <= CHOSEN_MAX && (
            <BarButton onClick={chooseAll} disabled={pending || full}>
              {words.all}
            </BarButton>
          )}
          {(full || (whole && whole.total > CHOSEN_MAX)) && <span className="text-on-ink-muted">{words.tooMany}</span>}
          {failed && <span role="alert">{words.failed}</span>}
          <span className="ml-auto flex gap-x-4">
            <BarButton onClick={() => router.push(planHref, { scroll: false })}>{words.restore}</BarButton>
            <BarButton onClick={() => choose(place, [])}>{words.clear}</BarButton>
          </span>
        </section>
      )}
      {children}
    </div>
  );
}

function BarButton(props: { onClick: () => void; disabled?: boolean; children: ReactNode }) {
  return (
    <button
      type="button"
      className="min-h-control-sm rounded-2 px-1.5 font-medium underline underline-offset-2 disabled:opacity-60"
      {...props}
    />
  );
}
