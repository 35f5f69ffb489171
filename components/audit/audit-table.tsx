import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import type { PagerLinks } from "@/components/patterns/pager";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { AuditEventView } from "@/lib/domain/audit/list-audit-events";
import { type AuditQuery, auditHref } from "./audit-address";
import { Arn, EventTime, Outcome, Resource } from "./event-cells";
import { SourceWord } from "./source-word";

/** The events of a page, newest first; each opens its details beside the list. */
export function AuditTable({
  events,
  region,
  query,
  pager,
}: {
  events: readonly AuditEventView[];
  region: string;
  query: AuditQuery;
  pager: PagerLinks;
}) {
  const t = useTranslations("audit.field");
  const list = useTranslations("audit.list");
  const columns: Column<AuditEventView>[] = [
    {
      id: "event",
      label: t("event"),
      kind: "name",
      cell: ({ id, event }) => (
        <TextLink
          href={auditHref(region, query, { show: id })}
          scroll={false}
          className="inline-block min-w-44 font-medium wrap-anywhere"
        >
          {event}
        </TextLink>
      ),
      news: ({ source }) => <SourceWord source={source} />,
    },
    { id: "time", label: t("time"), cell: ({ at }) => <EventTime at={at} /> },
    {
      id: "resource",
      label: t("resource"),
      cell: ({ resource, region: where }) => <Resource resource={resource} region={where} />,
      news: (event) => event.region || null,
    },
    { id: "actor", label: t("actor"), cell: ({ actor }) => <Arn>{actor}</Arn> },
    { id: "outcome", label: t("outcome"), kind: "state", cell: ({ outcome }) => <Outcome outcome={outcome} /> },
    {
      id: "ip",
      label: t("sourceIp"),
      leastNeeded: true,
      cell: ({ sourceIp }) => (sourceIp ? <Mono>{sourceIp}</Mono> : "–"),
    },
  ];
  return <DataTable caption={list("caption")} columns={columns} rows={events} rowKey={({ id }) => id} pager={pager} />;
}
