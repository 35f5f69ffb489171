"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmByName } from "@/components/patterns/confirm-by-name";
import { useAction } from "@/components/patterns/use-action";
import { deleteKeyMaterialAction } from "@/lib/actions/key-import";
import type { KeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import { AssociationSummary } from "./association-summary";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  associations: KeyAssociations;
}

/** At once, and final for whoever has kept no copy: the name is typed, and what uses the key stands before it (P23). */
export function DeleteKeyMaterialDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref, associations }: Props) {
  const t = useTranslations("key-import.delete");
  const { close, closeWith } = useClosing(closeHref);
  const { run, pending, failure, value } = useAction(deleteKeyMaterialAction, {
    onSuccess: () => closeWith(t("done", { name })),
  });
  return (
    <ConfirmByName
      name={name}
      title={t("title")}
      description={t("consequence", { name })}
      verb={t("title")}
      pending={pending || value !== undefined}
      failure={failure}
      onConfirm={() => run({ region, key: keyId })}
      onDismiss={close}
    >
      <AssociationSummary associations={associations} keyStays />
      <p className="text-sm text-text-2">{t("undo")}</p>
      <p className="text-sm text-text-2">{t("alert")}</p>
    </ConfirmByName>
  );
}
