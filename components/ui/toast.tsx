"use client";

import { useEffect, useState } from "react";
import { Icon } from "./icon";
import { circleCheckIcon } from "./icon-paths";

const EVENT = "kms:toast";

/** Says what was done, in a sentence, after a dialog or panel has closed. Refusals are shown where they happened. */
export function toast(sentence: string) {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: sentence }));
}

const SHOWN_MS = 6_000;

export function Toaster() {
  const [sentence, setSentence] = useState("");

  useEffect(() => {
    let timer: number | undefined;
    const show = (event: Event) => {
      setSentence((event as CustomEvent<string>).detail);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setSentence(""), SHOWN_MS);
    };
    window.addEventListener(EVENT, show);
    return () => {
      window.removeEventListener(EVENT, show);
      window.clearTimeout(timer);
    };
  }, []);

  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-4 z-30 flex justify-center">
      {sentence && (
        <p className="rises flex items-center gap-2 rounded-3 bg-ink px-4 py-2 text-sm text-on-ink shadow-menu">
          <Icon path={circleCheckIcon} />
          {sentence}
        </p>
      )}
    </div>
  );
}
