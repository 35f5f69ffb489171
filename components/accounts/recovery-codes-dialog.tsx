"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { renewRecoveryCodesAction } from "@/lib/actions/second-factor";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { ShownRecoveryCodes } from "./shown-recovery-codes";
import { useAccountDialog } from "./use-account-dialog";

export function RecoveryCodesDialog({ scope }: { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <Dialog />
    </ClientScope>
  );
}

function Dialog() {
  const t = useTranslations("accounts.secondFactor");
  const { close, closeWith } = useAccountDialog();
  const [codes, setCodes] = useState<readonly string[]>();
  const { run, pending, failure } = useAction(renewRecoveryCodesAction, {
    onSuccess: ({ recoveryCodes }) => setCodes(recoveryCodes),
  });
  if (codes) return <ShownRecoveryCodes codes={codes} onStored={() => closeWith()} />;
  return (
    <ConfirmDialog
      title={t("renewTitle")}
      description={t("renewSay")}
      verb={t("renewVerb")}
      pending={pending}
      failure={failure}
      onConfirm={() => run(undefined)}
      onDismiss={close}
    />
  );
}
