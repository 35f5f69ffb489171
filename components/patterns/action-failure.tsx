import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { CopyableId } from "./copyable-id";

/** A refused action, beside the button that asked for it: the message of its code, then the request ID. */
export function ActionFailure({ failure }: { failure: Failure }) {
  const t = useTranslations("errors");
  const common = useTranslations("common.failure");
  return (
    <Notice tone="danger" live title={t(failure.code, failure.params as never)}>
      {failure.requestId && (
        <span className="flex flex-wrap items-center gap-x-2 text-xs">
          {common("requestId")}
          <CopyableId id={failure.requestId} what={common("requestId")} />
        </span>
      )}
    </Notice>
  );
}
