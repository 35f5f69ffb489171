import { useMemo, useSyncExternalStore } from "react";
import { CHOSEN_MAX, itemOfName } from "@/lib/domain/backups/choice-rules";

// What is chosen to be restored, over all pages and tabs that show one moment of one backup: names of items, kept for
// this browser tab, so that a reload loses none. Their order is the order of choosing.

const listeners = new Set<() => void>();

export function choose(place: string, names: readonly string[]): void {
  if (names.length === 0) sessionStorage.removeItem(keyOf(place));
  else sessionStorage.setItem(keyOf(place), JSON.stringify(names.slice(0, CHOSEN_MAX)));
  for (const tell of listeners) tell();
}

/** `place`: the backup and the moment. */
export function useChosen(place: string): readonly string[] {
  const text = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => sessionStorage.getItem(keyOf(place)) ?? "",
    () => "",
  );
  return useMemo(() => namesIn(text), [text]);
}

function namesIn(text: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(text || "[]");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string" && itemOfName(name)) : [];
  } catch {
    return [];
  }
}

const keyOf = (place: string) => `chosen ${place}`;
