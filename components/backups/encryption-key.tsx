"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { checkIcon, copyIcon } from "@/components/ui/icon-paths";

/** The key that opens the file (BKP-121), shown once. It counts as copied however that was done. */
export function EncryptionKey({
  identity,
  copied,
  onCopied,
}: {
  identity: string;
  copied: boolean;
  onCopied: () => void;
}) {
  const t = useTranslations("backups.download");
  const shown = useRef<HTMLElement>(null);

  /** Where the browser gives no clipboard, the key is marked for the person's own copying. */
  async function copy() {
    try {
      await navigator.clipboard.writeText(identity);
      onCopied();
    } catch {
      if (shown.current) window.getSelection()?.selectAllChildren(shown.current);
    }
  }

  return (
    <div className="grid gap-1.5">
      <span className="text-sm font-bold">{t("key")}</span>
      <div className="flex flex-wrap items-start gap-2 rounded-2 bg-sunken p-3">
        <code
          ref={shown}
          onCopy={() => window.getSelection()?.toString().trim() === identity && onCopied()}
          className="min-w-0 flex-1 basis-64 font-mono text-xs leading-5 break-all select-all"
        >
          {identity}
        </code>
        <Button size="sm" onClick={copy}>
          <Icon path={copied ? checkIcon : copyIcon} size="sm" />
          <span aria-live="polite">{copied ? t("copied") : t("copy")}</span>
        </Button>
      </div>
    </div>
  );
}
