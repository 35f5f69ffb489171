"use client";

import { type FormEvent, type ReactNode, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { FormAnswer } from "@/lib/actions/accounts";

/**
 * A plain form over a server action. It works before any script has come; with it, what was typed stays after a refusal,
 * and two fields that must agree (`next`/`again`) are compared before anything is sent. Its texts come by props, so
 * that the door of the console loads no formatter.
 */
export function EntryForm({
  action,
  submit,
  differ,
  wide,
  secondFactor,
  children,
}: {
  action: (before: FormAnswer | null, form: FormData) => Promise<FormAnswer>;
  submit: string;
  /** Says that `password` and `again` are not the same; given where there are two. */
  differ?: string;
  wide?: boolean;
  /** Asked for once the password was right, and from then on. */
  secondFactor?: ReactNode;
  children: ReactNode;
}) {
  const [answer, run, pending] = useActionState(action, null);
  const [mismatch, setMismatch] = useState(false);
  const [asked, setAsked] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const code = answer && !answer.ok ? answer.code : undefined;
  if (!asked && secondFactor && (code === "SecondFactorRequired" || code === "SecondFactorWrong")) setAsked(true);
  useEffect(() => {
    if (asked) form.current?.querySelector<HTMLInputElement>("[name=code]")?.focus();
  }, [asked]);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const data = new FormData(event.currentTarget);
    const differs = differ !== undefined && data.get("password") !== data.get("again");
    setMismatch(differs);
    if (differs) event.currentTarget.querySelector<HTMLInputElement>("[name=again]")?.focus();
    else startTransition(() => run(data));
  }

  const done = answer?.ok && !pending && !mismatch;
  return (
    <form ref={form} key={done ? answer.message : "form"} action={run} onSubmit={onSubmit} className="grid gap-4">
      {mismatch && <Notice tone="danger" live title={differ} />}
      {!mismatch && answer && !answer.ok && (
        <Notice tone={code === "SecondFactorRequired" ? "info" : "danger"} live title={answer.message}>
          {answer.code === "InternalFailure" && <span className="font-mono text-xs">{answer.requestId}</span>}
        </Notice>
      )}
      {done && <Notice tone="info" live title={answer.message} />}
      {children}
      {asked && secondFactor}
      <Button
        type="submit"
        tone="primary"
        disabled={pending}
        className={wide ? "min-h-10 w-full" : "justify-self-start"}
      >
        {submit}
      </Button>
    </form>
  );
}
