import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { circleIcon, loaderIcon, octagonXIcon, shieldCheckIcon, triangleAlertIcon } from "@/components/ui/icon-paths";
import type { BackupReportView } from "@/lib/domain/backups/report-view";

/** Passed is earned: everything was read or restored and nothing was wrong. Broken knows nothing and says so. */
export function ReportBadge({ report: { state } }: { report: Pick<BackupReportView, "state"> }) {
  const t = useTranslations("backups.reportState");
  switch (state) {
    case "Queued":
      return (
        <Badge tone="neutral" icon={circleIcon}>
          {t("queued")}
        </Badge>
      );
    case "Running":
      return (
        <Badge tone="info" icon={loaderIcon} spins>
          {t("running")}
        </Badge>
      );
    case "Passed":
      return (
        <Badge tone="ok" icon={shieldCheckIcon}>
          {t("passed")}
        </Badge>
      );
    case "Failed":
      return (
        <Badge tone="danger" icon={octagonXIcon}>
          {t("failed")}
        </Badge>
      );
    case "Broken":
      return (
        <Badge tone="warn" icon={triangleAlertIcon}>
          {t("broken")}
        </Badge>
      );
  }
}
