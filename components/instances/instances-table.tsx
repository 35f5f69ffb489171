import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { BeingShared } from "@/components/sharing/being-shared";
import { shareInstanceHref } from "@/components/sharing/sharing-address";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { BillingMethod, PeriodEnd } from "./billing-cell";
import { enableHref, hasMoreActions, MoreInstanceActions, offers, renewHref } from "./instance-actions";
import { QuotaBar } from "./quota-bar";
import { calledOf, shownState } from "./shown-state";

/** INS-01, INS-42, INS-48. `page` is the address of the list, with its place. */
export function InstancesTable({
  instances,
  page,
  mayRelease,
  mayShare,
  now,
  pager,
}: {
  instances: readonly InstanceView[];
  page: string;
  /** Whether the caller may see what a release destroys. */
  mayRelease: boolean;
  /** Whether Share Resources is possible and permitted (SHR-03). */
  mayShare: (instance: InstanceView) => boolean;
  now: Date;
  pager: PagerLinks;
}) {
  const t = useTranslations("instances");
  const common = useTranslations("common.label");
  const sharing = useTranslations("sharing");
  const detailsHref = (instance: InstanceView) => `/${instance.region}/instances/${instance.instanceId}`;
  const columns: Column<InstanceView>[] = [
    {
      id: "instance",
      label: t("column.instance"),
      kind: "name",
      cell: (instance) => (
        <>
          <TextLink href={detailsHref(instance)} className="block font-medium">
            {instance.name ?? t("value.unnamed")}
          </TextLink>
          <Mono muted>{instance.instanceId}</Mono>
          {isReceived(instance) && (
            <span className="mt-1 flex flex-wrap items-center gap-x-2 text-xs text-text-2">
              <BeingShared />
              {sharing("shared.ownedBy", { id: instance.ownerAccountId })}
            </span>
          )}
        </>
      ),
    },
    {
      id: "status",
      label: t("column.status"),
      kind: "state",
      cell: (instance) => <StateBadge of="instance" state={shownState(instance)} />,
      news: (instance) => instance.isDefault && t("value.defaultInstance"),
    },
    {
      id: "keys",
      label: t("column.keyUnits"),
      cell: (instance) =>
        isReceived(instance) ? "–" : <QuotaBar used={instance.keyVersionsUsed} quota={instance.keyQuota} />,
    },
    {
      id: "secrets",
      label: t("column.secrets"),
      cell: (instance) =>
        isReceived(instance) ? "–" : <QuotaBar used={instance.secretsUsed} quota={instance.secretQuota} />,
    },
    {
      id: "performance",
      label: t("column.performance"),
      leastNeeded: true,
      cell: (instance) => (isReceived(instance) ? "–" : t("value.qps", { qps: instance.qps })),
    },
    {
      id: "billing",
      label: t("column.billing"),
      cell: (instance) => (isReceived(instance) ? "–" : <BillingMethod instance={instance} />),
      news: (instance) => !isReceived(instance) && <PeriodEnd instance={instance} now={now} />,
    },
    {
      id: "created",
      label: t("column.created"),
      leastNeeded: true,
      notOnPhone: true,
      cell: (instance) => <Moment at={instance.createdAt} />,
    },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (instance) => (
        <RowActions
          name={calledOf(instance)}
          more={
            hasMoreActions(instance, mayRelease) && (
              <MoreInstanceActions instance={instance} page={page} mayRelease={mayRelease} />
            )
          }
        >
          {offers(instance, "EnableInstance") && (
            <TextLink href={enableHref(page, instance.instanceId)} scroll={false}>
              {common("enable")}
            </TextLink>
          )}
          {instance.saleStatus === "Expired" && offers(instance, "CreateRenewalOrder") && (
            <TextLink href={renewHref(instance)}>{t("call.renew")}</TextLink>
          )}
          {mayShare(instance) && (
            <TextLink
              href={shareInstanceHref(page, instance.instanceId)}
              scroll={false}
              aria-label={sharing("access.shareOne", { name: calledOf(instance) })}
            >
              {sharing("access.share")}
            </TextLink>
          )}
          {(isReceived(instance) || !instance.lacking.includes("DescribeInstance")) && (
            <TextLink href={detailsHref(instance)}>{common("details")}</TextLink>
          )}
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("list.caption")}
      columns={columns}
      rows={instances}
      rowKey={(instance) => instance.instanceId}
      pager={pager}
    />
  );
}

/** Of another account's instance nothing is told but that it is there (SHR-12). */
const isReceived = ({ sharing }: InstanceView) => sharing.role === "principal";
