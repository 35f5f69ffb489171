"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { scheduleKeyDeletionAction } from "@/lib/actions/keys";
import type { KeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import { DELETION_WINDOW_DAYS, deletionDate } from "@/lib/domain/keys/key-rules";
import { AssociationSummary } from "./association-summary";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  associations: KeyAssociations;
  /** Business time when the dialog was opened: the period counts from the request, moments later (KEY-51). */
  now: Date;
  isEnabled: boolean;
}

/** Opens with 30 days (KEY-52); Enter does nothing: only the button schedules. */
export function ScheduleKeyDeletionDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Dialog {...props} />
    </ClientScope>
  );
}

function Dialog({ region, keyId, name, closeHref, associations, now, isEnabled }: Props) {
  const t = useTranslations("keys.schedule");
  const errors = useTranslations("errors");
  const { close, closeWith } = useClosing(closeHref);
  const [typed, setTyped] = useState(String(DELETION_WINDOW_DAYS.usual));
  const { run, pending, failure } = useAction(scheduleKeyDeletionAction, {
    onSuccess: () => closeWith(t("done", { name })),
  });
  const { minimum, maximum } = DELETION_WINDOW_DAYS;
  const deleteAt = finalDate(now, typed);
  return (
    <ConfirmDialog
      title={t("title")}
      description={t("consequence", { name })}
      verb={t("title")}
      danger
      disabled={deleteAt === null}
      pending={pending}
      failure={failure}
      onConfirm={() => run({ region, key: keyId, windowDays: Number(typed) })}
      onDismiss={close}
    >
      <Field
        label={t("days")}
        help={t("daysHelp", { minimum, maximum })}
        error={deleteAt === null && errors("InvalidDeletionWindow", { minimum, maximum })}
      >
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="numeric"
            autoComplete="off"
            className="max-w-32"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <p className="text-sm" aria-live="polite">
        {deleteAt && t.rich("final", { at: () => <Moment at={deleteAt} />, b: (words) => <strong>{words}</strong> })}{" "}
        {t("undo")}
      </p>
      <AssociationSummary associations={associations} />
      {isEnabled && <p className="text-sm text-text-2">{t("disableFirst")}</p>}
    </ConfirmDialog>
  );
}

function finalDate(now: Date, typed: string): Date | null {
  if (!/^\d+$/.test(typed.trim())) return null;
  try {
    return deletionDate(now, Number(typed));
  } catch {
    return null; // outside 7 to 366; the field says so
  }
}
