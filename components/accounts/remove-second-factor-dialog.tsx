"use client";

import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { removeSecondFactorAction } from "@/lib/actions/second-factor";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { useAccountDialog } from "./use-account-dialog";

export function RemoveSecondFactorDialog({ scope }: { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <Dialog />
    </ClientScope>
  );
}

function Dialog() {
  const t = useTranslations("accounts.secondFactor");
  const { close, closeWith } = useAccountDialog();
  const { run, pending, failure } = useAction(removeSecondFactorAction, { onSuccess: () => closeWith(t("removed")) });
  return (
    <ConfirmDialog
      title={t("removeTitle")}
      description={t("removeSay")}
      verb={t("remove")}
      danger
      pending={pending}
      failure={failure}
      onConfirm={() => run(undefined)}
      onDismiss={close}
    />
  );
}
