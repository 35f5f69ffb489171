"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { ActionFailure } from "./action-failure";

/** A reversible or delayed decision: what it will do, then the verb of the specification on the button. */
export function ConfirmDialog({
  title,
  description,
  verb,
  dismiss,
  danger,
  disabled,
  pending,
  failure,
  onConfirm,
  onDismiss,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  verb: string;
  /** The word for leaving things as they are, where "Cancel" would name the act itself. */
  dismiss?: string;
  danger?: boolean;
  disabled?: boolean;
  pending: boolean;
  failure?: Failure | undefined;
  onConfirm: () => void;
  onDismiss: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations("common.form");
  return (
    <Dialog
      title={title}
      description={description}
      danger={danger}
      onDismiss={onDismiss}
      footer={
        <>
          <Button onClick={onDismiss}>{dismiss ?? t("cancel")}</Button>
          <Button tone={danger ? "danger" : "primary"} disabled={disabled || pending} onClick={onConfirm}>
            {pending ? t("working") : verb}
          </Button>
        </>
      }
    >
      {children}
      {failure && <ActionFailure failure={failure} />}
    </Dialog>
  );
}
