"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { createKeyVersionAction } from "@/lib/actions/keys";
import { KEY_VERSION_DAYS, KEY_VERSIONS_MAX } from "@/lib/domain/keys/key-rules";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

/** KEY-76: nothing moves to the new version by itself; it takes a unit of quota (KEY-77). */
export function CreateKeyVersionDialog(props: KeyDialogProps) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref }: KeyDialogProps) {
  const t = useTranslations("keys.newVersion");
  const { close, closeWith } = useClosing(closeHref);
  const { run, pending, failure } = useAction(createKeyVersionAction, {
    onSuccess: () => closeWith(t("done", { name })),
  });
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("consequence", { name })}
      verb={t("title")}
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, key: keyId })}
      onDismiss={close}
    >
      <p className="text-sm text-text-2">{t("limits", { days: KEY_VERSION_DAYS, limit: KEY_VERSIONS_MAX })}</p>
    </ConfirmDialog>
  );
}
