"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import type { useAction } from "@/components/patterns/use-action";
import { Button, ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { downloadHref } from "./age-identity";
import { Bytes } from "./bytes";
import { TransferBar } from "./transfer-bar";
import { useTransfer } from "./use-transfer";

type Prepare = Pick<
  ReturnType<typeof useAction<undefined, { transferId: string; fileName: string; items: number }>>,
  "value" | "failure" | "pending" | "run"
>;

/**
 * BKP-121: the file, fetched by the browser itself, and how far it is. The server lets a prepared file go after a minute;
 * whoever stores the key first takes longer, so Download then prepares it anew, for the same key, and goes on.
 */
export function BackupData({ prepare }: { prepare: Prepare }) {
  const t = useTranslations("backups.download");
  const { value, failure, pending, run } = prepare;
  const link = useRef<HTMLAnchorElement>(null);
  const goesOn = useRef(false);
  const transfer = useTransfer(value?.transferId);
  const state = transfer?.ok ? transfer.value : undefined;
  const broken = transfer && brokenBy(transfer);
  const isLetGo = broken?.code === "BackupTransferOver" && !state?.bytes;
  const refusal = failure ?? (isLetGo ? undefined : broken);

  useEffect(() => {
    if (!value || !goesOn.current) return;
    goesOn.current = false;
    link.current?.click();
  }, [value]);

  function again() {
    goesOn.current = true;
    run(undefined);
  }

  return (
    <div className="grid gap-1.5">
      <span className="text-sm font-bold">{t("data")}</span>
      <div className="flex flex-wrap items-center gap-2">
        {value && !broken ? (
          <ButtonLink ref={link} tone="primary" href={downloadHref(value.transferId)} download={value.fileName}>
            {t("start")}
          </ButtonLink>
        ) : (
          <Button tone="primary" disabled={pending} onClick={again}>
            {isLetGo ? t("start") : t("again")}
          </Button>
        )}
        {value && (
          <span className="min-w-0 text-xs break-all text-muted">
            <Mono>{value.fileName}</Mono>
          </span>
        )}
      </div>
      {state?.state === "Running" && state.bytes > 0 && (
        <TransferBar label={t("data")} done={state.done} total={state.total} />
      )}
      <p aria-live="polite" className="text-xs text-muted">
        {state?.state === "Done"
          ? t.rich("complete", { size: () => <Bytes count={state.bytes} /> })
          : state && state.bytes > 0
            ? t("moving", { done: state.done, total: state.total })
            : t("waits")}
      </p>
      {refusal && <ActionFailure failure={refusal} />}
    </div>
  );
}

/** Why the file will not come any more; undefined while it may. */
function brokenBy(transfer: NonNullable<ReturnType<typeof useTransfer>>): Failure | undefined {
  if (!transfer.ok) return transfer;
  const { state, errorCode } = transfer.value;
  return state === "Failed" ? { ok: false, code: errorCode ?? "BackupTransferOver" } : undefined;
}
