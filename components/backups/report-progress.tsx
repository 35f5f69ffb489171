import { useTranslations } from "next-intl";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import { Bytes } from "./bytes";

/** How far it is: bytes of a verification, keys and secrets of a drill. */
export function ReportProgress({
  report: { kind, state, done, total },
  label,
}: {
  report: BackupReportView;
  label: string;
}) {
  const t = useTranslations("backups.report");
  if (state === "Queued" || total === 0) return <p className="text-sm text-muted">{t("soon")}</p>;
  const percent = Math.min(100, Math.floor((done / total) * 100));
  return (
    <>
      <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <svg aria-hidden="true" className="block h-2 w-full rounded-1 bg-data-soft">
          <rect width={`${percent}%`} height="100%" rx="2" className="fill-data" />
        </svg>
      </div>
      <p className="text-sm text-text-2">
        {kind === "Verification"
          ? t.rich("bytesDone", { done: () => <Bytes count={done} />, total: () => <Bytes count={total} /> })
          : t("itemsDone", { done, total })}
      </p>
      <p role="status" className="sr-only">
        {t("percent", { percent: Math.floor(percent / 10) * 10 })}
      </p>
    </>
  );
}
