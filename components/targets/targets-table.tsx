import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { secretHref, withQuery } from "@/components/secrets/secret-addresses";
import { useTargetErrors } from "@/components/secrets/target-errors";
import { menuItemClass } from "@/components/ui/menu-item";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { RotationTargetCall, RotationTargetView } from "@/lib/domain/secrets/targets/load-rotation-target";
import { TARGET_SERVICES } from "@/lib/domain/secrets/targets/target-rules";
import { useTargetKinds } from "./target-words";

/** Where secrets rotate, who administers it, and whether it answered last time. */
export function TargetsTable({
  region,
  targets,
  page,
  pager,
}: {
  region: string;
  targets: readonly RotationTargetView[];
  /** The address of this list. */
  page: string;
  pager: PagerLinks;
}) {
  const t = useTranslations("targets");
  const common = useTranslations("common.label");
  const { services, adapters } = useTargetKinds();
  const serviceOf = ({ service }: RotationTargetView) => {
    const known = TARGET_SERVICES.find((each) => each === service);
    return known ? services[known] : service;
  };
  const columns: Column<RotationTargetView>[] = [
    {
      id: "id",
      label: t("column.target"),
      kind: "name",
      cell: ({ targetId, name }) => (
        <>
          <strong className="font-mono font-medium break-all">{targetId}</strong>
          {name && <span className="block text-xs wrap-anywhere text-muted">{name}</span>}
        </>
      ),
    },
    {
      id: "check",
      label: t("column.check"),
      kind: "state",
      cell: ({ checkedAt, checkError }) => (
        <StateBadge of="targetCheck" state={checkedAt === null ? "NotChecked" : checkError ? "Failed" : "Passed"} />
      ),
      news: (target) => <CheckNews target={target} />,
    },
    {
      id: "kind",
      label: t("column.kind"),
      cell: (target) => (
        <>
          <span className="whitespace-nowrap">{serviceOf(target)}</span>
          <span className="block text-xs text-muted">{adapters[target.adapter]}</span>
        </>
      ),
    },
    {
      id: "address",
      label: t("column.address"),
      cell: ({ address, port }) => <Mono className="max-w-72">{port === null ? address : `${address}:${port}`}</Mono>,
    },
    {
      id: "credential",
      label: t("field.credentialSecret"),
      leastNeeded: true,
      cell: ({ credentialSecret }) => (
        <TextLink href={secretHref(region, credentialSecret)} className="break-all">
          {credentialSecret}
        </TextLink>
      ),
    },
    {
      id: "secrets",
      label: t("column.secrets"),
      kind: "number",
      cell: ({ secrets, service }) =>
        secrets === 0 ? (
          t("column.none")
        ) : (
          <TextLink href={withQuery(`/${region}/secrets`, { tab: service === "ECS" ? "ecs" : "database" })}>
            {t("column.count", { count: secrets })}
          </TextLink>
        ),
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
      caption={t("title")}
      columns={columns}
      rows={targets}
      rowKey={({ targetId }) => targetId}
      pager={pager}
    />
  );
}

/** When, and what kept it from signing in. */
function CheckNews({ target: { checkedAt, checkError } }: { target: RotationTargetView }) {
  const wordsOf = useTargetErrors();
  if (!checkedAt) return null;
  return (
    <>
      <span className="block">
        <Moment at={checkedAt} />
      </span>
      {checkError && <span className="block max-w-64">{wordsOf(checkError)?.what}</span>}
    </>
  );
}

/** A target has no page of its own: what is in words says which permission is missing, the rest is absent then. */
function Actions({ target: { targetId, arn, lacking }, page }: { target: RotationTargetView; page: string }) {
  const t = useTranslations("targets");
  const open = (what: { panel?: string; dialog?: string }) => withQuery(page, { ...what, target: targetId });
  const words: { call: RotationTargetCall; href: string; verb: string }[] = [
    { call: "CheckRotationTarget", href: open({ dialog: "check" }), verb: t("check.verb") },
    { call: "UpdateRotationTarget", href: open({ panel: "edit" }), verb: t("panel.editVerb") },
  ];
  return (
    <RowActions
      name={targetId}
      more={
        !lacking.includes("DeleteRotationTarget") && (
          <TextLink href={open({ dialog: "delete" })} scroll={false} className={menuItemClass({ danger: true })}>
            {t("delete.verb")}
          </TextLink>
        )
      }
    >
      {words.map(({ call, href, verb }) =>
        lacking.includes(call) ? (
          <LockedAction key={call} lack={{ action: `kms:${call}`, resource: arn }} asText>
            {verb}
          </LockedAction>
        ) : (
          <TextLink key={call} href={href} scroll={false}>
            {verb}
          </TextLink>
        ),
      )}
    </RowActions>
  );
}
