import { useFormatter, useTranslations } from "next-intl";
import { personOf } from "@/components/alerts/person-of";
import { EventsLink } from "@/components/audit/events-link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { isLack, type Lack } from "@/lib/domain/lack";
import type { SecretReaderView } from "@/lib/domain/secrets/list-secret-readers";

/** Who read a value lately, as the audit trail tells (P11). */
export function SecretReadersCard({
  region,
  arn,
  days,
  readers,
}: {
  region: string;
  arn: string;
  /** How far back it looks. */
  days: number;
  /** Or the permission that it takes and the caller lacks. */
  readers: readonly SecretReaderView[] | Lack;
}) {
  const t = useTranslations("secrets.readers");
  const format = useFormatter();
  const kinds = { root: t("root"), user: t("user"), role: t("role"), service: t("service") };
  const columns: Column<SecretReaderView>[] = [
    {
      id: "who",
      label: t("who"),
      kind: "name",
      cell: ({ principal }) => <span className="break-all">{personOf(principal, arn)}</span>,
      news: ({ kind }) => kinds[kind],
    },
    { id: "from", label: t("from"), cell: ({ sourceIp }) => (sourceIp ? <Mono>{sourceIp}</Mono> : "–") },
    { id: "count", label: t("count"), cell: ({ count }) => format.number(count) },
    { id: "last", label: t("last"), cell: ({ lastAt }) => <Moment at={lastAt} /> },
  ];
  return (
    <Card flush title={t("title")} actions={<EventsLink region={region} resource={arn} />}>
      {isLack(readers) ? (
        <NoPermissionPart lack={readers} />
      ) : readers.length > 0 ? (
        <DataTable caption={t("title")} columns={columns} rows={readers} rowKey={({ principal }) => principal} />
      ) : (
        <p className="p-3 text-sm text-text-2 md:p-4">{t("empty", { days })}</p>
      )}
    </Card>
  );
}
