import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import type { ActionFailure as Failure } from "@/lib/actions/result";
import type { Lack } from "@/lib/domain/lack";
import { CopyableId } from "./copyable-id";
import { PermissionReason } from "./permission-reason";

/** A refused action, beside the button that asked for it: the message of its code, then the request ID. */
export function ActionFailure({ failure }: { failure: Failure }) {
  const common = useTranslations("common.failure");
  const lack = lackOf(failure);
  return (
    <Notice tone="danger" live title={<RefusalText {...failure} />}>
      {lack && <PermissionReason lack={lack} />}
      {failure.requestId && (
        <span className="flex flex-wrap items-center gap-x-2 text-xs">
          {common("requestId")}
          <CopyableId id={failure.requestId} what={common("requestId")} />
        </span>
      )}
    </Notice>
  );
}

/** Which permission was missing, where that is why (P10). */
function lackOf({ code, params }: Failure): Lack | undefined {
  if (code !== "NoPermission" || !params) return undefined;
  return { action: String(params.action), resource: String(params.resource) };
}

/** The message of a code alone: why something is not possible now. */
export function RefusalText({ code, params }: Pick<Failure, "code" | "params">) {
  const t = useTranslations("errors");
  return t(code, params as never);
}
