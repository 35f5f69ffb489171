import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { TargetView } from "@/lib/domain/deliveries/list-delivery-targets";
import type { TargetKind } from "@/lib/domain/deliveries/target-rules";
import { SendErrorWords } from "./send-error";

/** Where events and alerts go, how far each target is, and what keeps it. */
export function TargetsTable({ targets, page }: { targets: readonly TargetView[]; page: string }) {
  const t = useTranslations("alerts");
  const common = useTranslations("common.label");
  const kinds: Record<TargetKind, string> = {
    File: t("target.file"),
    Webhook: t("target.webhook"),
    Email: t("target.email"),
  };
  const columns: Column<TargetView>[] = [
    {
      id: "name",
      label: t("target.name"),
      kind: "name",
      cell: ({ name, kind, address }) => (
        <>
          <strong className="font-medium break-all">{name}</strong>
          <span className="block text-xs wrap-anywhere text-muted">
            {kinds[kind]} <span className="font-mono">{address}</span>
          </span>
        </>
      ),
    },
    {
      id: "state",
      label: t("target.state"),
      kind: "state",
      cell: ({ state }) => <StateBadge of="target" state={state} />,
      news: (target) => <WhatKeepsIt target={target} />,
    },
    {
      id: "sends",
      label: t("target.sends"),
      cell: ({ sendsEvents, sendsAlerts }) =>
        sendsEvents && sendsAlerts
          ? t("target.eventsAndAlerts")
          : sendsEvents
            ? t("target.events")
            : t("target.alerts"),
    },
    {
      id: "backlog",
      label: t("target.backlog"),
      cell: ({ backlog }) => (backlog === 0 ? t("target.none") : t("target.waiting", { count: backlog })),
      news: ({ backlogSince, skipped }) => (
        <>
          {backlogSince && (
            <span className="block">{t.rich("target.since", { at: () => <Moment at={backlogSince} /> })}</span>
          )}
          {skipped > 0 && <span className="block">{t("target.skipped", { count: skipped })}</span>}
        </>
      ),
    },
    {
      id: "last",
      label: t("target.last"),
      cell: ({ lastDeliveredAt }) => (lastDeliveredAt ? <Moment at={lastDeliveredAt} /> : t("target.never")),
    },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (target) => <Actions target={target} page={page} />,
    },
  ];
  return (
    <DataTable
      caption={t("target.caption")}
      columns={columns}
      rows={targets}
      rowKey={({ targetId }) => targetId}
      pager={{ summary: t("target.count", { count: targets.length }) }}
    />
  );
}

function WhatKeepsIt({ target: { state, failingSince, lastError, nextAttemptAt } }: { target: TargetView }) {
  const t = useTranslations("alerts.target");
  if (state !== "failing" || !failingSince) return null;
  const reason = () => <SendErrorWords error={lastError ?? ""} />;
  return (
    <>
      <span className="block">{t.rich("failing", { reason, at: () => <Moment at={failingSince} /> })}</span>
      {nextAttemptAt && <span className="block">{t.rich("next", { at: () => <Moment at={nextAttemptAt} /> })}</span>}
    </>
  );
}

function Actions({ target: { targetId, name, state, backlog }, page }: { target: TargetView; page: string }) {
  const t = useTranslations("alerts");
  const open = (what: { panel?: string; dialog?: string }) =>
    `${page}&${new URLSearchParams({ ...what, target: targetId })}`;
  const paused = state === "paused";
  return (
    <RowActions
      name={name}
      more={
        <>
          <TextLink href={open({ panel: "edit" })} scroll={false} className={menuItemClass()}>
            {t("edit.verb")}
          </TextLink>
          {backlog > 0 && (
            <TextLink href={open({ dialog: "skip" })} scroll={false} className={menuItemClass({ danger: true })}>
              {t("skip.verb")}
            </TextLink>
          )}
          <TextLink href={open({ dialog: "delete" })} scroll={false} className={menuItemClass({ danger: true })}>
            {t("delete.verb")}
          </TextLink>
        </>
      }
    >
      <TextLink href={open({ dialog: "test" })} scroll={false}>
        {t("test.verb")}
      </TextLink>
      <TextLink href={open({ dialog: paused ? "resume" : "pause" })} scroll={false}>
        {paused ? t("resume.verb") : t("pause.verb")}
      </TextLink>
    </RowActions>
  );
}
