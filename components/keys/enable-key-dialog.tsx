"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { enableKeyAction } from "@/lib/actions/keys";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

export function EnableKeyDialog(props: KeyDialogProps) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref }: KeyDialogProps) {
  const t = useTranslations("keys.enable");
  const { close, closeWith } = useClosing(closeHref);
  const { run, pending, failure } = useAction(enableKeyAction, { onSuccess: () => closeWith(t("done", { name })) });
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("consequence", { name })}
      verb={t("verb")}
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, key: keyId })}
      onDismiss={close}
    />
  );
}
