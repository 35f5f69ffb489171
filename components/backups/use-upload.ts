"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { useAction } from "@/components/patterns/use-action";
import { beginBackupUploadAction, cancelBackupTransferAction } from "@/lib/actions/backup-transfers";
import type { ActionFailure, ActionResult } from "@/lib/actions/result";
import { readFileHead, type UploadProgress, uploadFile } from "./age-identity";

export type UploadContents = Extract<
  Awaited<ReturnType<typeof beginBackupUploadAction>>,
  { ok: true }
>["value"]["contents"];

/** A file on its way in: its head is judged first, then the rest is sent. What is left undone leaves nothing behind. */
export interface Upload {
  stage: "form" | "sending" | "done";
  pending: boolean;
  failure: ActionFailure | undefined;
  contents: UploadContents | undefined;
  progress: UploadProgress | undefined;
  backupId: string | undefined;
}

interface Sent {
  file: File;
  name: string;
  decryptionKey: string;
}

export function useUpload(region: string): Upload & { begin: (asked: Sent) => void; cancel: () => void } {
  const router = useRouter();
  const [progress, setProgress] = useState<UploadProgress>();
  const [outcome, setOutcome] = useState<ActionResult<{ backupId: string }>>();
  const running = useRef<{ transferId: string; abort: AbortController } | null>(null);

  async function judgeHead({ file, name, decryptionKey }: Sent) {
    const head = new Blob([await readFileHead(file)]);
    const answer = await beginBackupUploadAction({
      region,
      name: name.trim(),
      decryptionKey: decryptionKey.trim(),
      head,
    });
    if (answer.ok) send(answer.value.transferId, file);
    return answer;
  }

  async function send(transferId: string, file: File) {
    const abort = new AbortController();
    running.current = { transferId, abort };
    setOutcome(undefined);
    const answer = await uploadFile(transferId, file, { onProgress: setProgress, signal: abort.signal });
    if (running.current?.abort !== abort) return; // cancelled: nobody waits for it
    running.current = null;
    setOutcome(answer);
    if (answer.ok) router.refresh();
  }

  const cancel = useCallback(() => {
    const was = running.current;
    running.current = null;
    if (!was) return;
    was.abort.abort();
    void cancelBackupTransferAction({ transferId: was.transferId });
  }, []);
  // Whoever leaves the page in the middle leaves no half of a backup behind.
  useEffect(() => cancel, [cancel]);

  const begun = useAction(judgeHead);
  const isOver = outcome !== undefined && !outcome.ok;
  return {
    stage: outcome?.ok ? "done" : begun.value && !isOver ? "sending" : "form",
    pending: begun.pending,
    failure: begun.failure ?? (isOver ? outcome : undefined),
    contents: begun.value?.contents,
    progress,
    backupId: outcome?.ok ? outcome.value.backupId : undefined,
    begin: (asked) => {
      setProgress(undefined);
      begun.run(asked);
    },
    cancel,
  };
}
