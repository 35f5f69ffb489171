import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { StateBadge } from "@/components/patterns/state-badge";
import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { AlertView } from "@/lib/domain/alerts/alert-view";
import { ACKNOWLEDGE_FORM } from "./acknowledge-form-id";
import { AlertSentence, useAlertNames } from "./alert-words";
import { personOf } from "./person-of";
import { resourceLink } from "./resource-link";

/** Alerts, each with what it means. What is ticked and the buttons of the rows belong to the form above the list. */
export function AlertsTable({
  alerts,
  region,
  regionNames,
  canAcknowledge,
  pager,
}: {
  alerts: readonly AlertView[];
  region: string;
  regionNames: Readonly<Record<string, string>>;
  canAcknowledge: boolean;
  pager: PagerLinks;
}) {
  const t = useTranslations("alerts");
  const common = useTranslations("common.label");
  const nameOf = useAlertNames();
  const spoken = (alert: AlertView) => ({ name: nameOf(alert.name), at: alert.at.toISOString().slice(0, 16) });
  const isOpen = ({ acknowledgedAt }: AlertView) => acknowledgedAt === null;
  const columns: Column<AlertView>[] = [
    {
      id: "select",
      label: t("list.select"),
      notOnPhone: true,
      cell: (alert) =>
        isOpen(alert) && (
          <input
            type="checkbox"
            form={ACKNOWLEDGE_FORM}
            name="alert"
            value={alert.id}
            aria-label={t("list.selectThis", spoken(alert))}
            className="size-4 align-middle pointer-coarse:size-6"
          />
        ),
    },
    {
      id: "what",
      label: t("list.what"),
      kind: "name",
      cell: (alert) => (
        <span className="block min-w-56 max-w-prose text-pretty wrap-anywhere">
          <strong className="block font-medium">{nameOf(alert.name)}</strong>
          <span className="text-sm text-text-2">
            <AlertSentence alert={alert} />
          </span>
        </span>
      ),
    },
    {
      id: "level",
      label: t("list.level"),
      kind: "state",
      cell: ({ level }) => <StateBadge of="alert" state={level} />,
      news: (alert) => <WhatOfIt alert={alert} />,
    },
    {
      id: "resource",
      label: t("list.resource"),
      cell: (alert) => {
        const link = resourceLink(alert.resource, region);
        return link ? (
          <TextLink href={link.href} className="break-all">
            <Mono>{link.name}</Mono>
          </TextLink>
        ) : (
          <Mono>{alert.resource}</Mono>
        );
      },
      news: (alert) => regionNames[alert.region] ?? alert.region,
    },
    {
      id: "when",
      label: t("list.when"),
      cell: (alert) => <Moment at={alert.at} />,
      news: ({ times, lastAt }) =>
        times > 1 && t.rich("list.times", { count: times, at: () => <Moment at={lastAt} /> }),
    },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (alert) =>
        isOpen(alert) && (
          <Button
            type="submit"
            form={ACKNOWLEDGE_FORM}
            name="one"
            value={alert.id}
            tone="quiet"
            size="sm"
            className="-ml-2"
            aria-label={t("acknowledge.this", spoken(alert))}
          >
            {t("acknowledge.verb")}
          </Button>
        ),
    },
  ];
  // Without the permission both would be empty; why is said once, above the list.
  const shown = canAcknowledge ? columns : columns.filter(({ id }) => id !== "select" && id !== "actions");
  return (
    <DataTable
      caption={t("list.caption")}
      columns={shown}
      rows={alerts}
      rowKey={({ id }) => id}
      isReadOnly={(alert) => !isOpen(alert)}
      pager={pager}
    />
  );
}

/** What has become of it: over, or seen to by somebody. */
function WhatOfIt({ alert: { endedAt, acknowledgedAt, acknowledgedBy, resource } }: { alert: AlertView }) {
  const t = useTranslations("alerts.list");
  const over = endedAt && t.rich("over", { at: () => <Moment at={endedAt} /> });
  const who = personOf(acknowledgedBy ?? "", resource);
  const seen = acknowledgedAt && t.rich("acknowledged", { who, at: () => <Moment at={acknowledgedAt} /> });
  return (
    <>
      {seen && <span className="block wrap-anywhere">{seen}</span>}
      {over && <span className="block">{over}</span>}
    </>
  );
}
