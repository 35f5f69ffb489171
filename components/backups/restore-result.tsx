"use client";

import { useTranslations } from "next-intl";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import type { RestoreWarning } from "@/lib/domain/backups/restore-rules";
import { WarningText } from "./warning-text";

/** A restore that changed or left out something says what, before the panel closes. */
export function RestoreResult({
  name,
  destination,
  warnings,
  href,
  onDismiss,
}: {
  name: string;
  destination: string;
  warnings: readonly RestoreWarning[];
  /** Where it lives now. */
  href: string;
  onDismiss: () => void;
}) {
  const t = useTranslations("backups.result");
  const form = useTranslations("common.form");
  return (
    <Sheet
      title={t("title")}
      closeLabel={form("close")}
      onDismiss={onDismiss}
      footer={
        <>
          <span className="flex-1" />
          <ButtonLink href={href}>{t("open")}</ButtonLink>
          <Button tone="primary" autoFocus onClick={onDismiss}>
            {form("close")}
          </Button>
        </>
      }
    >
      <p role="status" className="text-sm">
        {t("done", { name, destination })}
      </p>
      <Notice tone="warn" title={t("differs", { count: warnings.length })}>
        <ul className="grid list-disc gap-1 pl-4">
          {warnings.map((warning) => (
            <li key={JSON.stringify(warning)}>
              <WarningText warning={warning} />
            </li>
          ))}
        </ul>
      </Notice>
    </Sheet>
  );
}
