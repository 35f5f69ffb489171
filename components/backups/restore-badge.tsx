import { useTranslations } from "next-intl";
import { StateBadge } from "@/components/patterns/state-badge";
import { Badge } from "@/components/ui/badge";
import { circleIcon, pauseIcon } from "@/components/ui/icon-paths";
import type { RestoreView } from "@/lib/domain/backups/restore-view";

/** The state of a restore; with any failed item it is never green. */
export function RestoreBadge({ restore }: { restore: Pick<RestoreView, "state" | "stopAsked" | "counts"> }) {
  const t = useTranslations("backups.restoreState");
  const { state, stopAsked, counts } = restore;
  if (state === "Planned") {
    return (
      <Badge tone="neutral" icon={circleIcon}>
        {t("planned")}
      </Badge>
    );
  }
  if (state === "Stopped" || (state === "Running" && stopAsked)) {
    return (
      <Badge tone="warn" icon={pauseIcon}>
        {state === "Stopped" ? t("stopped") : t("stopping")}
      </Badge>
    );
  }
  if (state !== "Done") return <StateBadge of="run" state={state} />;
  return <StateBadge of="run" state={counts.failed > 0 ? "CompleteWithFailures" : "Complete"} />;
}
