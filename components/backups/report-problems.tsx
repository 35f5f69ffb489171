import { useTranslations } from "next-intl";
import { DataTable } from "@/components/patterns/data-table";
import { Mono } from "@/components/ui/mono";
import type { ReportProblem } from "@/lib/domain/backups/report-view";

/** What is wrong, named down to the object, the item and its version. */
export function ReportProblems({ problems }: { problems: readonly ReportProblem[] }) {
  const t = useTranslations("backups.report");
  return (
    <DataTable
      caption={t("problems")}
      rows={problems.map((problem, index) => ({ ...problem, index }))}
      rowKey={({ index }) => String(index)}
      columns={[
        { id: "what", label: t("where"), kind: "name", cell: (problem) => <Where problem={problem} /> },
        { id: "problem", label: t("problem"), cell: ({ problem }) => <ProblemWords problem={problem} /> },
        { id: "detail", label: t("detail"), cell: ({ detail }) => detail && <Mono>{detail}</Mono> },
      ]}
    />
  );
}

function Where({ problem: { kind, id, versionId, accountId, object } }: { problem: ReportProblem }) {
  const t = useTranslations("backups.report");
  return (
    <>
      {id && (
        <span className="block font-medium break-all">
          {kind === "secret" ? t("aSecret", { id }) : t("aKey", { id })}
        </span>
      )}
      {versionId && <span className="block text-xs text-text-2">{t("version", { id: versionId })}</span>}
      {object && <Mono muted>{object}</Mono>}
      {accountId && <span className="block text-xs text-muted">{t("creator", { id: accountId })}</span>}
    </>
  );
}

function ProblemWords({ problem }: { problem: ReportProblem["problem"] }) {
  const t = useTranslations("backups.report");
  const words: Record<ReportProblem["problem"], string> = {
    missing: t("missing"),
    altered: t("altered"),
    lost: t("lost"),
    unreadable: t("unreadable"),
    noEncryptionKey: t("noEncryptionKey"),
    refused: t("refused"),
    wrongAnswer: t("wrongAnswer"),
    differs: t("differs"),
    notAsSource: t("notAsSource"),
  };
  return words[problem];
}
