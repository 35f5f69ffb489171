"use client";

import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { CreatedAccessKey } from "@/lib/domain/accounts/create-access-key";

/** An AccessKey with its secret, this once. Only the button closes it, since what is lost cannot be shown again. */
export function OnceShown({ accessKey, onStored }: { accessKey: CreatedAccessKey; onStored: () => void }) {
  const t = useTranslations("ram.accessKey");
  const rows = [
    { label: t("id"), value: accessKey.accessKeyId },
    { label: t("secret"), value: accessKey.accessKeySecret },
  ];
  return (
    <Dialog
      title={t("created")}
      description={t("once")}
      onDismiss={() => {}}
      footer={
        <Button tone="primary" onClick={onStored}>
          {t("stored")}
        </Button>
      }
    >
      <dl className="grid gap-3 text-sm">
        {rows.map(({ label, value }) => (
          <div key={label}>
            <dt className="text-muted">{label}</dt>
            <dd>
              <CopyableId id={value} what={label} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
