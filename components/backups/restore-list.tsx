import { useTranslations } from "next-intl";
import { DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { restoreHref } from "./restore-address";
import { RestoreBadge } from "./restore-badge";
import { Who } from "./who";

/** Plans, running restores and reports of a backup, newest first. */
export function RestoreList({
  restores,
  regionNames,
}: {
  restores: readonly RestoreView[];
  regionNames: Readonly<Record<string, string>>;
}) {
  const t = useTranslations("backups.restores");
  return (
    <DataTable
      caption={t("title")}
      rows={restores}
      rowKey={({ restoreId }) => restoreId}
      columns={[
        {
          id: "at",
          label: t("createdAt"),
          kind: "name",
          cell: (restore) => (
            <>
              <TextLink href={restoreHref(restore)} className="font-medium">
                <Moment at={restore.createdAt} />
              </TextLink>
              <span className="block">
                <Mono muted>{restore.restoreId}</Mono>
              </span>
            </>
          ),
        },
        { id: "state", label: t("state"), kind: "state", cell: (restore) => <RestoreBadge restore={restore} /> },
        { id: "moment", label: t("moment"), cell: ({ at }) => <Moment at={at} /> },
        {
          id: "to",
          label: t("to"),
          cell: ({ destination }) => (
            <>
              <span className="block">{destination.name ?? <Mono>{destination.instanceId}</Mono>}</span>
              <span className="text-xs text-muted">{regionNames[destination.region] ?? destination.region}</span>
            </>
          ),
        },
        {
          id: "items",
          label: t("items"),
          cell: ({ state, counts }) =>
            state === "Planned"
              ? t("planned", { restore: counts.restore, items: counts.items })
              : t("restored", { restored: counts.restored, items: counts.items, failed: counts.failed }),
        },
        { id: "who", label: t("who"), leastNeeded: true, cell: ({ createdBy }) => <Who name={createdBy} /> },
      ]}
    />
  );
}
