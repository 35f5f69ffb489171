"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { beginSecondFactorAction, confirmSecondFactorAction } from "@/lib/actions/second-factor";
import type { BegunSecondFactor } from "@/lib/domain/accounts/begin-second-factor";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { QrCode } from "./qr-code";
import { ShownRecoveryCodes } from "./shown-recovery-codes";
import { useAccountDialog } from "./use-account-dialog";

export function SecondFactorDialog({ scope }: { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <Steps />
    </ClientScope>
  );
}

/** What is needed, then the seed, then the recovery codes. Seed and codes live in this component alone. */
function Steps() {
  const t = useTranslations("accounts.secondFactor");
  const { close, closeWith } = useAccountDialog();
  const [begun, setBegun] = useState<BegunSecondFactor>();
  const [codes, setCodes] = useState<readonly string[]>();
  const { run, pending, failure } = useAction(beginSecondFactorAction, { onSuccess: setBegun });
  if (codes) return <ShownRecoveryCodes codes={codes} onStored={() => closeWith(t("turnedOn"))} />;
  if (begun) return <Confirm begun={begun} onConfirmed={setCodes} onDismiss={close} />;
  return (
    <ConfirmDialog
      title={t("setUpTitle")}
      description={t("setUpSay")}
      verb={t("begin")}
      pending={pending}
      failure={failure}
      onConfirm={() => run(undefined)}
      onDismiss={close}
    />
  );
}

function Confirm({
  begun: { secret, url },
  onConfirmed,
  onDismiss,
}: {
  begun: BegunSecondFactor;
  onConfirmed: (codes: readonly string[]) => void;
  onDismiss: () => void;
}) {
  const t = useTranslations("accounts.secondFactor");
  const common = useTranslations("common.form");
  const form = useId();
  const { run, pending, failure } = useAction(confirmSecondFactorAction, {
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!pending) run(String(new FormData(event.currentTarget).get("code") ?? ""));
  }
  return (
    <Dialog
      title={t("setUpTitle")}
      description={t("scan")}
      onDismiss={onDismiss}
      footer={
        <>
          <Button onClick={onDismiss}>{common("cancel")}</Button>
          <Button type="submit" form={form} tone="primary" disabled={pending}>
            {pending ? common("working") : t("confirm")}
          </Button>
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-4">
        <QrCode text={url} label={t("qr")} />
        <dl className="min-w-0 flex-1 basis-52 text-sm">
          <dt className="text-muted">{t("secret")}</dt>
          <dd className="flex items-start gap-1 font-mono">
            <span className="[overflow-wrap:anywhere]">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</span>
            <CopyButton value={secret} label={t("copySecret")} copiedLabel={t("copied")} />
          </dd>
        </dl>
      </div>
      <form id={form} onSubmit={onSubmit}>
        <Field label={t("digits")}>
          {(wiring) => (
            <Input
              {...wiring}
              name="code"
              required
              maxLength={16}
              inputMode="numeric"
              autoComplete="one-time-code"
              className="max-w-40 font-mono"
            />
          )}
        </Field>
      </form>
      {failure && <ActionFailure failure={failure} />}
    </Dialog>
  );
}
