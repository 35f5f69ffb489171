"use client";

import { useState } from "react";
import { Icon } from "./icon";
import { checkIcon, copyIcon } from "./icon-paths";

/** The labels come as props: this leaf stands on pages that load no messages. */
export function CopyButton({ value, label, copiedLabel }: { value: string; label: string; copiedLabel: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  }
  return (
    <button
      type="button"
      onClick={copy}
      onBlur={() => setCopied(false)}
      className="inline-flex size-6 flex-none items-center justify-center rounded-1 text-muted hover:bg-hover hover:text-text"
    >
      <Icon path={copied ? checkIcon : copyIcon} size="sm" />
      <span className="sr-only" aria-live="polite">
        {copied ? copiedLabel : label}
      </span>
    </button>
  );
}
