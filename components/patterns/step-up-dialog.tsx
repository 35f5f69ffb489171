"use client";

import { type FormEvent, type ReactNode, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { type FormRefusal, stepUpAction } from "@/lib/actions/accounts";

export interface StepUpTexts {
  title: string;
  say: string;
  act: string;
  password: string;
  code: string;
  codeHelp: string;
  submit: string;
  working: string;
  cancel: string;
  unanswered: string;
}

/** Password, and a code where there is a second factor. It may lie over the panel or dialog whose action asked for it. */
export function StepUpDialog({
  signInName,
  secondFactor,
  act,
  texts,
  onProven,
  onDismiss,
}: {
  signInName: string;
  secondFactor: boolean;
  act: string | undefined;
  texts: StepUpTexts;
  onProven: () => void;
  onDismiss: () => void;
}) {
  const form = useId();
  const [pending, start] = useTransition();
  const [refusal, setRefusal] = useState<Pick<FormRefusal, "code" | "message"> | null>(null);
  // One that was set up after this page was made is found out by the refusal.
  const asksCode = secondFactor || refusal?.code === "SecondFactorRequired" || refusal?.code === "SecondFactorWrong";

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const data = new FormData(event.currentTarget);
    const code = String(data.get("code") ?? "");
    start(async () => {
      const typed = { password: String(data.get("password") ?? ""), ...(code && { code }) };
      const answer = await stepUpAction(typed).catch(
        () => ({ code: "ServiceUnavailable", message: texts.unanswered }) as const,
      );
      if (answer === null) onProven();
      else setRefusal(answer);
    });
  }

  return (
    <Dialog
      title={texts.title}
      description={texts.say}
      onDismiss={onDismiss}
      footer={
        <>
          <Button onClick={onDismiss}>{texts.cancel}</Button>
          <Button type="submit" form={form} tone="primary" disabled={pending}>
            {pending ? texts.working : texts.submit}
          </Button>
        </>
      }
    >
      {act && (
        <p className="text-sm">
          <span className="text-muted">{texts.act}</span> <strong>{act}</strong>
        </p>
      )}
      {refusal && (
        <Notice tone={refusal.code === "SecondFactorRequired" ? "info" : "danger"} live title={refusal.message} />
      )}
      <form id={form} onSubmit={onSubmit} className="grid gap-4">
        <input type="hidden" name="username" autoComplete="username" value={signInName} />
        <Labelled label={texts.password} id={`${form}-password`}>
          <Input id={`${form}-password`} name="password" type="password" required autoComplete="current-password" />
        </Labelled>
        {asksCode && (
          <Labelled label={texts.code} id={`${form}-code`}>
            <Input
              id={`${form}-code`}
              name="code"
              required
              maxLength={64}
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              aria-describedby={`${form}-help`}
            />
            <p id={`${form}-help`} className="text-xs text-muted">
              {texts.codeHelp}
            </p>
          </Labelled>
        )}
      </form>
    </Dialog>
  );
}

/** As `Field`, which would bring the formatter of messages. */
function Labelled({ label, id, children }: { label: string; id: string; children: ReactNode }) {
  return (
    <div className="grid gap-[5px]">
      <label htmlFor={id} className="text-sm font-bold">
        {label}
      </label>
      {children}
    </div>
  );
}
