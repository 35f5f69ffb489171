import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { backupHref } from "@/components/backups/backup-address";
import { PrintButton } from "@/components/backups/print-button";
import { isOpen } from "@/components/backups/proof-rules";
import { ReportBadge } from "@/components/backups/report-badge";
import { ReportFacts } from "@/components/backups/report-facts";
import { ReportProblems } from "@/components/backups/report-problems";
import { ReportProgress } from "@/components/backups/report-progress";
import { calledOf } from "@/components/backups/shown-state";
import { LookAgain } from "@/components/instances/look-again";
import { RefusalText } from "@/components/patterns/action-failure";
import { CopyableId } from "@/components/patterns/copyable-id";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeBackupReport } from "@/lib/domain/backups/list-backup-reports";
import { describeBackup } from "@/lib/domain/backups/list-backups";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import type { ErrorCode } from "@/lib/domain/errors";
import { orNotFound } from "../../../../../or-not-found";
import { readable, Unreadable } from "../../../../../readable";

type Props = PageProps<"/[region]/backups/[backupId]/reports/[reportId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { reportId }] = await Promise.all([getTranslations("backups.report"), params]);
  return { title: t("pageTitle", { reportId }) };
}

/** A dated report of a verification or a drill: what was looked at, what came of it, what is wrong; fit for paper. */
export default async function ReportPage({ params }: Props) {
  const [asked, ctx, common, t] = await Promise.all([
    params,
    consoleCtx(),
    getTranslations("common.label"),
    getTranslations("backups.report"),
  ]);
  const { region, backupId } = asked;
  const backup = await orNotFound(readable(describeBackup(ctx, { region, backupId })));
  if (backup instanceof Unreadable) return <NoPermissionPage lack={backup.lack} />;
  const report = await orNotFound(describeBackupReport(ctx, asked));
  const title = report.kind === "Drill" ? t("drill") : t("verification");
  return (
    <>
      <PageHeader
        title={title}
        state={<ReportBadge report={report} />}
        crumbs={[
          { label: common("backups"), href: `/${region}/backups` },
          { label: calledOf(backup), href: backupHref(region, backupId) },
          { label: title },
        ]}
        facts={<CopyableId id={report.reportId} what={t("reportId")} />}
        actions={
          <span className="print:hidden">
            <PrintButton>{t("print")}</PrintButton>
          </span>
        }
      />
      <Stack>
        <Verdict report={report} />
        <Card title={t("facts")}>
          <ReportFacts report={report} backup={backup} zone={ctx.deployment.timeZone} />
        </Card>
        {report.problems.length > 0 && (
          <Card flush title={t("problems")}>
            <ReportProblems problems={report.problems} />
            {(report.counts.problems ?? 0) > report.problems.length && (
              <p className="border-t border-line px-4 py-2 text-sm text-muted">
                {t("more", { shown: report.problems.length, count: report.counts.problems ?? 0 })}
              </p>
            )}
          </Card>
        )}
      </Stack>
      {isOpen(report) && <LookAgain />}
    </>
  );
}

/** The outcome in a sentence, before any figure. */
async function Verdict({ report }: { report: BackupReportView }) {
  const t = await getTranslations("backups.report");
  const { kind, state, counts, errorCode } = report;
  const isDrill = kind === "Drill";
  switch (state) {
    case "Queued":
    case "Running":
      return (
        <Card title={t("underWay")}>
          <ReportProgress report={report} label={t("underWay")} />
        </Card>
      );
    case "Passed":
      return (
        <Notice tone="plain" title={isDrill ? t("drillPassed") : t("verificationPassed")}>
          {isDrill ? t("drillPassedBody") : t("verificationPassedBody")}
        </Notice>
      );
    case "Failed":
      return (
        <Notice tone="danger" title={t("failed", { count: counts.problems ?? 0 })}>
          {isDrill ? t("drillFailedBody") : t("verificationFailedBody")}
        </Notice>
      );
    case "Broken":
      return (
        <Notice tone="warn" title={t("broken")}>
          {errorCode && <RefusalText code={errorCode as ErrorCode} />} {t("brokenBody")}
        </Notice>
      );
  }
}
