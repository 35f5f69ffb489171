"use client";

import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** What a webhook's requests are signed with: shown once, and then nowhere. */
export function ShownSecret({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const t = useTranslations("alerts.create");
  return (
    <Dialog
      title={t("secretTitle", { name })}
      description={t("secretSay")}
      onDismiss={onClose}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t("secretDone")}
        </Button>
      }
    >
      <p className="wrap-anywhere">
        <CopyableId id={secret} what={t("secretLabel")} />
      </p>
    </Dialog>
  );
}
