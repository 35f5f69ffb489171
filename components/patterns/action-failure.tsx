import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import { CopyableId } from "./copyable-id";

/** A refused action, beside the button that asked for it: the message of its code, then the request ID. */
export function ActionFailure({ failure }: { failure: Failure }) {
  const common = useTranslations("common.failure");
  return (
    <Notice tone="danger" live title={<RefusalText {...failure} />}>
      {failure.requestId && (
        <span className="flex flex-wrap items-center gap-x-2 text-xs">
          {common("requestId")}
          <CopyableId id={failure.requestId} what={common("requestId")} />
        </span>
      )}
    </Notice>
  );
}

/** The message of a code alone: why something is not possible now. */
export function RefusalText({ code, params }: Pick<Failure, "code" | "params">) {
  const t = useTranslations("errors");
  return t(code, params as never);
}
