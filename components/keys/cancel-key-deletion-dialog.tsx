"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { cancelKeyDeletionAction } from "@/lib/actions/keys";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  /** It has no material, and waits for it again. */
  waits: boolean;
}

/** KEY-44, KEY-54 */
export function CancelKeyDeletionDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref, waits }: Props) {
  const t = useTranslations("keys.cancel");
  const common = useTranslations("common.form");
  const { close, closeWith } = useClosing(closeHref);
  const { run, pending, failure } = useAction(cancelKeyDeletionAction, {
    onSuccess: () => closeWith(waits ? t("doneWaits", { name }) : t("done", { name })),
  });
  return (
    <ConfirmDialog
      title={t("title")}
      description={waits ? t("consequenceWaits", { name }) : t("consequence", { name })}
      verb={t("title")}
      dismiss={common("close")}
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, key: keyId })}
      onDismiss={close}
    />
  );
}
