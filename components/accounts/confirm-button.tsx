"use client";

import { useState, useTransition } from "react";
import { isUnproven, useFocusBack, withStepUp } from "@/components/patterns/step-up";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { FormRefusal } from "@/lib/actions/accounts";

/** A row's action: at once, or after a dialog that says what it will do. `action` is bound to the row by the page. */
export function ConfirmButton({
  verb,
  confirm,
  action,
}: {
  verb: string;
  confirm?: { title: string; say: string; cancel: string; danger?: boolean };
  action: () => Promise<FormRefusal | null>;
}) {
  const [open, setOpen] = useState(false);
  const [refusal, setRefusal] = useState<FormRefusal | null>(null);
  const [pending, start] = useTransition();
  const { remember } = useFocusBack(pending);

  function run() {
    const act = remember();
    start(async () => {
      const answer = await withStepUp(action, act);
      setRefusal(isUnproven(answer) ? null : answer);
      setOpen(answer !== null && (confirm !== undefined || !isUnproven(answer)));
    });
  }
  function close() {
    setOpen(false);
    setRefusal(null);
  }

  return (
    <>
      <Button tone="quiet" size="sm" disabled={pending} onClick={() => (confirm ? setOpen(true) : run())}>
        {verb}
      </Button>
      {open && (
        <Dialog
          title={confirm?.title ?? verb}
          description={confirm?.say}
          danger={confirm?.danger}
          onDismiss={close}
          footer={
            <>
              {confirm && <Button onClick={close}>{confirm.cancel}</Button>}
              <Button tone={confirm?.danger ? "danger" : "primary"} disabled={pending} onClick={run}>
                {verb}
              </Button>
            </>
          }
        >
          {refusal && <Notice tone="danger" live title={refusal.message} />}
        </Dialog>
      )}
    </>
  );
}
