import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { TextLink } from "@/components/ui/text-link";
import type { BackupDay } from "@/lib/domain/backups/backup-calendar";
import { Bytes } from "./bytes";
import type { Month } from "./calendar-months";

/** The calendar's numbers: what each day held at its end, what changed on it, and how its runs went. */
export function CalendarTable({ months, dayHref }: { months: readonly Month[]; dayHref: (day: string) => string }) {
  const t = useTranslations("backups.calendar");
  const days = months.flatMap((month) => month.days.flatMap(({ record }) => record ?? [])).reverse();
  const number = (id: string, label: string, of: (day: BackupDay) => number): Column<BackupDay> => ({
    id,
    label,
    kind: "number",
    cell: (day) => (day.lastAt ? t("number", { count: of(day) }) : "—"),
  });
  return (
    <DataTable
      caption={t("title")}
      rows={days}
      rowKey={({ day }) => day}
      columns={[
        {
          id: "day",
          label: t("day"),
          kind: "name",
          cell: ({ day }) => (
            <TextLink href={dayHref(day)} scroll={false}>
              {day}
            </TextLink>
          ),
        },
        number("keys", t("keys"), ({ keys }) => keys),
        number("secrets", t("secrets"), ({ secrets }) => secrets),
        number("added", t("added"), ({ added }) => added),
        number("deleted", t("deleted"), ({ deleted }) => deleted),
        number("changes", t("changed"), ({ changes }) => changes),
        number("runs", t("complete"), ({ runs }) => runs),
        {
          id: "failures",
          label: t("failedRuns"),
          kind: "number",
          cell: ({ failures }) =>
            failures > 0 ? <strong className="text-danger">{t("number", { count: failures })}</strong> : "0",
        },
        {
          id: "bytes",
          label: t("stored"),
          kind: "number",
          cell: ({ bytes, lastAt }) => (lastAt ? <Bytes count={bytes} /> : t("noData")),
        },
      ]}
    />
  );
}
