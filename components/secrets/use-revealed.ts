"use client";

import { useEffect, useState } from "react";

/** P11: how long a value stays in sight. */
export const REVEALED_SECONDS = 30;

/**
 * Something that is in sight for 30 seconds at most and gone when the page is left, the browser's cache of pages for the
 * way back included.
 */
export function useRevealed<Value>() {
  const [revealed, setRevealed] = useState<Value>();

  useEffect(() => {
    if (revealed === undefined) return;
    const hide = () => setRevealed(undefined);
    const timer = window.setTimeout(hide, REVEALED_SECONDS * 1000);
    window.addEventListener("pagehide", hide);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("pagehide", hide);
    };
  }, [revealed]);

  return { revealed, reveal: setRevealed, hide: () => setRevealed(undefined) };
}
