import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Mono } from "@/components/ui/mono";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import { Bytes } from "./bytes";
import { Duration } from "./duration";
import { Who } from "./who";

/** Of what, by whom, when, how long, and the figures of the whole. */
export function ReportFacts({ report, backup, zone }: { report: BackupReportView; backup: BackupView; zone: string }) {
  const t = useTranslations("backups.report");
  const { createdAt, createdBy, startedAt, endedAt, at, counts, kind } = report;
  const entries: { label: string; value: ReactNode }[] = [
    {
      label: t("backup"),
      value: (
        <>
          {backup.alias && <strong className="block font-bold">{backup.alias}</strong>}
          <Mono>{backup.backupId}</Mono>
        </>
      ),
    },
    { label: t("askedBy"), value: <Who name={createdBy} /> },
    {
      label: t("askedAt"),
      value: (
        <>
          <Moment at={createdAt} /> <span className="text-muted">{zone}</span>
        </>
      ),
    },
  ];
  if (startedAt) entries.push({ label: t("startedAt"), value: <Moment at={startedAt} /> });
  if (endedAt) entries.push({ label: t("endedAt"), value: <Moment at={endedAt} /> });
  if (startedAt && endedAt) {
    entries.push({ label: t("took"), value: <Duration ms={endedAt.getTime() - startedAt.getTime()} /> });
  }
  if (kind === "Drill" && at) entries.push({ label: t("moment"), value: <Moment at={at} /> });
  const number = (label: string, count: number | undefined) => {
    if (count !== undefined) entries.push({ label, value: t("number", { count }) });
  };
  number(t("runs"), counts.runs);
  number(t("objects"), counts.objects);
  number(t("records"), counts.records);
  if (counts.bytes !== undefined) entries.push({ label: t("bytes"), value: <Bytes count={counts.bytes} /> });
  number(t("keys"), counts.keys);
  number(t("versions"), counts.versions);
  number(t("secrets"), counts.secrets);
  number(t("canaries"), counts.canaries);
  number(t("compared"), counts.compared);
  number(t("problemCount"), counts.problems);
  return <KeyValue columns={2} entries={entries} />;
}
