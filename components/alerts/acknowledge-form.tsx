"use client";

import { useActionState, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { acknowledgeAlertsAction } from "@/lib/actions/alerts";
import { ACKNOWLEDGE_FORM } from "./acknowledge-form-id";

/** Takes the ticks and buttons of the rows; a plain form, so it works before any script has come. */
export function AcknowledgeForm({
  ids,
  texts,
}: {
  /** Those of this page that nobody has acknowledged yet. */
  ids: readonly string[];
  texts: { selected: string; all: string; say: string };
}) {
  const [answer, submit, pending] = useActionState(acknowledgeAlertsAction, null);
  const status = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (answer?.ok) status.current?.focus(); // the button that was pressed is gone with its row's offer
  }, [answer]);
  return (
    <form id={ACKNOWLEDGE_FORM} action={submit} className="grid gap-2 border-b border-line p-3 md:px-4">
      <div className="flex flex-wrap items-center gap-2">
        <span className="max-md:hidden">
          <Button type="submit" size="sm" disabled={pending || ids.length === 0}>
            {texts.selected}
          </Button>
        </span>
        <Button type="submit" size="sm" name="all" value={ids.join(" ")} disabled={pending || ids.length === 0}>
          {texts.all}
        </Button>
        <p className="flex-1 basis-72 text-xs text-text-2">{texts.say}</p>
      </div>
      {answer && !answer.ok && <Notice tone="danger" live title={answer.message} />}
      <p ref={status} role="status" tabIndex={-1} className="text-sm outline-none empty:hidden">
        {answer?.ok && answer.message}
      </p>
    </form>
  );
}
