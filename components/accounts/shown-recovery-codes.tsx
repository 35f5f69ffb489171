"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { saveFile } from "@/components/patterns/save-file";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/**
 * The codes, this once: they live in the dialog that holds them and are gone when it closes (decisions 17). Only the
 * button closes it, since what is lost cannot be shown again.
 */
export function ShownRecoveryCodes({ codes, onStored }: { codes: readonly string[]; onStored: () => void }) {
  const t = useTranslations("accounts.secondFactor");
  const [copied, setCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  async function copy() {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }
  return (
    <Dialog
      title={t("codesTitle")}
      description={t("codesSay")}
      onDismiss={() => {}}
      footer={
        <>
          <Button onClick={copy}>
            <span aria-live="polite">{copied ? t("copied") : t("copyCodes")}</span>
          </Button>
          <Button onClick={() => saveFile("kms-recovery-codes.txt", text, "text/plain")}>{t("download")}</Button>
          <Button tone="primary" onClick={onStored}>
            {t("stored")}
          </Button>
        </>
      }
    >
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-2 border border-line bg-sunken p-3 font-mono text-sm max-md:text-xs">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  );
}
