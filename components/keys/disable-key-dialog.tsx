"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { disableKeyAction } from "@/lib/actions/keys";
import type { KeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import { AssociationSummary } from "./association-summary";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  associations: KeyAssociations;
}

/** KEY-47, with the association check before it (KEY-55). */
export function DisableKeyDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref, associations }: Props) {
  const t = useTranslations("keys.disable");
  const { close, closeWith } = useClosing(closeHref);
  const { run, pending, failure } = useAction(disableKeyAction, { onSuccess: () => closeWith(t("done", { name })) });
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("consequence", { name })}
      verb={t("verb")}
      danger
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, key: keyId })}
      onDismiss={close}
    >
      <AssociationSummary associations={associations} />
      <p className="text-sm text-text-2">{t("undo")}</p>
    </ConfirmDialog>
  );
}
