import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { DataTable } from "@/components/patterns/data-table";
import type { PagerLinks } from "@/components/patterns/pager";
import { StateBadge } from "@/components/patterns/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { BackupTick } from "@/lib/domain/backups/backup-calendar";
import type { ErrorCode } from "@/lib/domain/errors";
import { Bytes } from "./bytes";
import { Duration } from "./duration";

/** The runs of a day, each with what it held, what changed, what it wrote, how long it took, and why it failed. */
export function RunList({
  runs,
  timeOf,
  momentHref,
  pager,
}: {
  runs: readonly BackupTick[];
  /** The time that names a run, which the address of its moment takes. */
  timeOf: (run: BackupTick) => string;
  momentHref: (time: string) => string;
  pager: PagerLinks;
}) {
  const t = useTranslations("backups.runs");
  const figure = (run: BackupTick, count: number) => (run.state === "Failed" ? "—" : t("number", { count }));
  return (
    <DataTable
      caption={t("title")}
      rows={runs}
      rowKey={({ at, state, startedAt }) => `${at.getTime()} ${state} ${startedAt.getTime()}`}
      pager={pager}
      columns={[
        {
          id: "at",
          label: t("at"),
          kind: "name",
          cell: (run) =>
            run.state === "Complete" ? <TextLink href={momentHref(timeOf(run))}>{timeOf(run)}</TextLink> : timeOf(run),
        },
        { id: "kind", label: t("kind"), cell: ({ kind }) => (kind === "Full" ? t("full") : t("incremental")) },
        {
          id: "outcome",
          label: t("outcome"),
          kind: "state",
          cell: ({ state }) => <StateBadge of="run" state={state} />,
          news: ({ errorCode }) => errorCode && <RefusalText code={errorCode as ErrorCode} />,
        },
        { id: "keys", label: t("keys"), kind: "number", cell: (run) => figure(run, run.keys) },
        { id: "secrets", label: t("secrets"), kind: "number", cell: (run) => figure(run, run.secrets) },
        { id: "changes", label: t("changes"), kind: "number", cell: (run) => figure(run, run.changes) },
        {
          id: "written",
          label: t("written"),
          kind: "number",
          cell: (run) => (run.records > 0 ? <Bytes count={run.bytes} /> : t("nothing")),
        },
        {
          id: "took",
          label: t("took"),
          kind: "number",
          cell: ({ startedAt, completedAt }) =>
            completedAt ? <Duration ms={completedAt.getTime() - startedAt.getTime()} /> : "—",
        },
      ]}
    />
  );
}
