"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { setDeletionProtectionAction } from "@/lib/actions/keys";
import { DESCRIPTION_MAX } from "@/lib/domain/keys/key-rules";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  /** What the switch is to become. */
  enabled: boolean;
}

/** KEY-56: on with an optional reason, off with a warning. */
export function DeletionProtectionDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref, enabled }: Props) {
  const t = useTranslations("keys.protection");
  const { close, closeWith } = useClosing(closeHref);
  const [why, setWhy] = useState("");
  const { run, pending, failure } = useAction(setDeletionProtectionAction, {
    onSuccess: () => closeWith(enabled ? t("doneOn", { name }) : t("doneOff", { name })),
  });
  return (
    <ConfirmDialog
      title={enabled ? t("turnOn") : t("turnOff")}
      description={enabled ? t("consequenceOn", { name }) : t("consequenceOff", { name })}
      verb={enabled ? t("turnOn") : t("turnOff")}
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, key: keyId, enabled, why })}
      onDismiss={close}
    >
      {enabled && (
        <Field label={t("why")} optional help={t("whyHelp")}>
          {(wiring) => (
            <Input
              {...wiring}
              maxLength={DESCRIPTION_MAX}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          )}
        </Field>
      )}
    </ConfirmDialog>
  );
}
