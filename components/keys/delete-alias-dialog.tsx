"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { deleteAliasAction } from "@/lib/actions/keys";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  alias: string;
  /** What the call names it by. */
  arn: string;
}

/** KEY-82: the key stays; calls that name it by this alias fail. */
export function DeleteAliasDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, closeHref, alias, arn }: Props) {
  const t = useTranslations("keys.alias");
  const { close, closeWith } = useClosing(closeHref);
  const { run, pending, failure } = useAction(deleteAliasAction, {
    onSuccess: () => closeWith(t("deleted", { alias })),
  });
  return (
    <ConfirmDialog
      title={t("deleteTitle")}
      description={t("deleteConsequence", { alias, keyId })}
      verb={t("delete")}
      danger
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, alias: arn })}
      onDismiss={close}
    />
  );
}
