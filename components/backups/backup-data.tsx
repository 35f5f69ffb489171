"use client";

import { useTranslations } from "next-intl";
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

/** BKP-121: the file, fetched by the browser itself, and how far it is. One that was broken off is prepared anew. */
export function BackupData({ prepare }: { prepare: Prepare }) {
  const t = useTranslations("backups.download");
  const { value, failure, pending, run } = prepare;
  const transfer = useTransfer(value?.transferId);
  const state = transfer?.ok ? transfer.value : undefined;
  const broken = transfer && brokenBy(transfer);
  const refusal = failure ?? broken;
  return (
    <div className="grid gap-1.5">
      <span className="text-sm font-bold">{t("data")}</span>
      <div className="flex flex-wrap items-center gap-2">
        {value && !broken && (
          <ButtonLink tone="primary" href={downloadHref(value.transferId)} download={value.fileName}>
            {t("start")}
          </ButtonLink>
        )}
        {(broken || !value) && (
          <Button disabled={pending} onClick={() => run(undefined)}>
            {t("again")}
          </Button>
        )}
        {value && (
          <span className="min-w-0 text-xs break-all text-muted">
            <Mono>{value.fileName}</Mono>
          </span>
        )}
      </div>
      {state && state.state === "Running" && state.bytes > 0 && (
        <TransferBar label={t("data")} done={state.done} total={state.total} />
      )}
      <p aria-live="polite" className="text-xs text-muted">
        {state?.state === "Done"
          ? t.rich("complete", { size: () => <Bytes count={state.bytes} /> })
          : state?.state === "Running" &&
            (state.bytes > 0 ? t("moving", { done: state.done, total: state.total }) : t("waits"))}
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
