import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { TargetView } from "@/lib/domain/deliveries/list-delivery-targets";
import type { TargetKind } from "@/lib/domain/deliveries/target-rules";
import type { Lack } from "@/lib/domain/lack";
import { SendErrorWords } from "./send-error";

/** What the caller may not do to a target (P10). */
export type TargetLacks = Record<"test" | "update" | "skip" | "remove", Lack | null>;

/** Where events and alerts go, how far each target is, and what keeps it. */
export function TargetsTable({
  targets,
  page,
  lacks,
}: {
  targets: readonly TargetView[];
  page: string;
  lacks: (targetId: string) => TargetLacks;
}) {
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
      cell: ({ name, kind, address, encryption }) => (
        <>
          <strong className="font-medium break-all">{name}</strong>
          <span className="block text-xs wrap-anywhere text-muted">
            {kinds[kind]} <span className="font-mono">{address}</span>
            {encryption !== "None" && <span className="block">{t("encryption.encrypted")}</span>}
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
      cell: (target) => <Actions target={target} page={page} lacks={lacks(target.targetId)} />,
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

/** A target has no page of its own: the two in words say which permission is missing, the others are absent then. */
function Actions({
  target: { targetId, name, state, backlog },
  page,
  lacks,
}: {
  target: TargetView;
  page: string;
  lacks: TargetLacks;
}) {
  const t = useTranslations("alerts");
  const open = (what: { panel?: string; dialog?: string }) =>
    `${page}&${new URLSearchParams({ ...what, target: targetId })}`;
  const paused = state === "paused";
  const more = [
    !lacks.update && { verb: t("edit.verb"), href: open({ panel: "edit" }) },
    !lacks.skip && backlog > 0 && { verb: t("skip.verb"), href: open({ dialog: "skip" }), danger: true },
    !lacks.remove && { verb: t("delete.verb"), href: open({ dialog: "delete" }), danger: true },
  ].filter((item) => item !== false);
  return (
    <RowActions
      name={name}
      more={
        more.length > 0 &&
        more.map(({ verb, href, danger }) => (
          <TextLink key={verb} href={href} scroll={false} className={menuItemClass({ danger })}>
            {verb}
          </TextLink>
        ))
      }
    >
      <WordAction lack={lacks.test} href={open({ dialog: "test" })} verb={t("test.verb")} />
      <WordAction
        lack={lacks.update}
        href={open({ dialog: paused ? "resume" : "pause" })}
        verb={paused ? t("resume.verb") : t("pause.verb")}
      />
    </RowActions>
  );
}

function WordAction({ lack, href, verb }: { lack: Lack | null; href: string; verb: string }) {
  if (lack) {
    return (
      <LockedAction lack={lack} asText>
        {verb}
      </LockedAction>
    );
  }
  return (
    <TextLink href={href} scroll={false}>
      {verb}
    </TextLink>
  );
}
