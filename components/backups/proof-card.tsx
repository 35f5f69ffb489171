import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import type { ErrorCode } from "@/lib/domain/errors";
import type { Lack } from "@/lib/domain/lack";
import { AgoFigure } from "./ago";
import { belowHref } from "./backup-address";
import { type Proof, proofOf } from "./proof-rules";
import { ReportBadge } from "./report-badge";
import { ReportProgress } from "./report-progress";

/** How sure one can be: the last time that everything was re-read, and the last time that it was restored for a trial. */
export function ProofCard({
  region,
  backupId,
  reports,
  now,
  verify,
  drill,
}: {
  region: string;
  backupId: string;
  reports: readonly BackupReportView[];
  now: Date;
  /** The dialog of each, and the permission that the caller lacks for it; absent where the state does not allow it. */
  verify: { href: string; lack: Lack | null } | undefined;
  drill: { href: string; lack: Lack | null } | undefined;
}) {
  const t = useTranslations("backups.verification");
  const d = useTranslations("backups.drill");
  const earlier = reports.slice(0, 10);
  const link = (report: BackupReportView) => belowHref(region, backupId, `reports/${report.reportId}`);
  return (
    <Card title={t("card")} flush>
      <div className="grid md:grid-cols-2 md:divide-x md:divide-line">
        <Part
          title={t("title")}
          what={t("what")}
          proof={proofOf(reports, "Verification", now)}
          now={now}
          never={t("never")}
          stale={t("stale")}
          link={link}
          action={
            verify && (
              <OfferLink lack={verify.lack} href={verify.href} scroll={false}>
                {t("now")}
              </OfferLink>
            )
          }
        />
        <Part
          title={d("title")}
          what={d("what")}
          proof={proofOf(reports, "Drill", now)}
          now={now}
          never={d("never")}
          stale={d("stale")}
          link={link}
          action={
            drill && (
              <OfferLink lack={drill.lack} href={drill.href} scroll={false}>
                {d("now")}
              </OfferLink>
            )
          }
        />
      </div>
      {earlier.length > 0 && (
        <details className="border-t border-line px-3 py-2 text-sm md:px-4">
          <summary className="cursor-pointer font-medium text-accent">
            {t("reports", { count: earlier.length })}
          </summary>
          <ul className="mt-2 grid gap-1.5">
            {earlier.map((report) => (
              <li key={report.reportId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <TextLink href={link(report)}>
                  <Moment at={report.createdAt} />
                </TextLink>
                <span>{report.kind === "Drill" ? d("title") : t("title")}</span>
                <ReportBadge report={report} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Part({
  title,
  what,
  proof: { last, open, broken, stale },
  now,
  never,
  stale: staleText,
  link,
  action,
}: {
  title: string;
  what: string;
  proof: Proof;
  now: Date;
  never: string;
  stale: string;
  link: (report: BackupReportView) => string;
  action: ReactNode;
}) {
  const t = useTranslations("backups.verification");
  return (
    <section
      aria-label={title}
      className="grid content-start gap-2 p-3 text-sm max-md:not-first:border-t max-md:not-first:border-line md:p-4"
    >
      <div className="flex flex-wrap items-start gap-3">
        <h3 className="flex-1 text-md">{title}</h3>
        {!open && action}
      </div>
      <p className="max-w-prose text-text-2">{what}</p>
      {last?.endedAt ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ReportBadge report={last} />
          <span>
            <AgoFigure at={last.endedAt} now={now} />{" "}
            <span className="text-muted">
              (<Moment at={last.endedAt} />)
            </span>
          </span>
          <TextLink href={link(last)}>{t("report")}</TextLink>
        </p>
      ) : (
        !open && <p className="text-warn">{never}</p>
      )}
      {last?.state === "Failed" && (
        <p className="text-danger">{t("problems", { count: last.counts.problems ?? last.problems.length })}</p>
      )}
      {last && stale && !open && <p className="text-warn">{staleText}</p>}
      {broken && (
        <p className="text-warn">
          {t.rich("broken", { at: () => <Moment at={broken.createdAt} /> })}{" "}
          {broken.errorCode && <RefusalText code={broken.errorCode as ErrorCode} />}
        </p>
      )}
      {open && (
        <div className="grid gap-1.5">
          <p className="flex flex-wrap items-center gap-x-3">
            <ReportBadge report={open} /> <TextLink href={link(open)}>{t("report")}</TextLink>
          </p>
          <ReportProgress report={open} label={title} />
        </div>
      )}
    </section>
  );
}
