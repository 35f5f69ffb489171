"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { createAccessKeyAction } from "@/lib/actions/accounts";

export interface CreateAccessKeyTexts {
  create: string;
  title: string;
  once: string;
  id: string;
  secret: string;
  copyId: string;
  copySecret: string;
  copied: string;
  stored: string;
}

type Answer = Awaited<ReturnType<typeof createAccessKeyAction>>;

/**
 * Makes an AccessKey and shows its secret, this once: it lives in this component and is gone when the dialog closes
 * (decisions 17). Only the button closes it, since what is lost cannot be shown again.
 */
export function CreateAccessKey({
  action,
  onDone,
  texts,
}: {
  action: () => Promise<Answer>;
  onDone: () => Promise<void>;
  texts: CreateAccessKeyTexts;
}) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [pending, start] = useTransition();

  function close() {
    setAnswer(null);
    start(onDone);
  }

  return (
    <>
      <Button tone="primary" disabled={pending} onClick={() => start(async () => setAnswer(await action()))}>
        {texts.create}
      </Button>
      {answer && !answer.ok && (
        <div className="w-full">
          <Notice tone="danger" live title={answer.message} />
        </div>
      )}
      {answer?.ok && (
        <Dialog
          title={texts.title}
          description={texts.once}
          onDismiss={() => {}}
          footer={
            <Button tone="primary" onClick={close}>
              {texts.stored}
            </Button>
          }
        >
          <dl className="grid gap-3 text-sm">
            <Shown label={texts.id} value={answer.value.accessKeyId} copy={texts.copyId} copied={texts.copied} />
            <Shown
              label={texts.secret}
              value={answer.value.accessKeySecret}
              copy={texts.copySecret}
              copied={texts.copied}
            />
          </dl>
        </Dialog>
      )}
    </>
  );
}

function Shown({ label, value, copy, copied }: { label: string; value: string; copy: string; copied: string }) {
  return (
    <div>
      <dt className="text-muted">{label}</dt>
      <dd className="flex items-center gap-1 font-mono [overflow-wrap:anywhere]">
        {value}
        <CopyButton value={value} label={copy} copiedLabel={copied} />
      </dd>
    </div>
  );
}
