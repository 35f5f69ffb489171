import { useTranslations } from "next-intl";
import { PeriodEnd } from "@/components/instances/billing-cell";
import { QuotaBar } from "@/components/instances/quota-bar";
import { calledOf, shownState } from "@/components/instances/shown-state";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedFigure } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { StateBadge } from "@/components/patterns/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { isLack, type Lack } from "@/lib/domain/lack";
import { type BackupStanding, protectionOfInstance } from "./attention-rules";

/** Each instance with what it holds and how fresh its best backup is. */
export function OverviewInstances({
  instances,
  backups,
  now,
}: {
  instances: readonly InstanceView[];
  now: Date;
  /** Or the permission that they take and the caller lacks. */
  backups: readonly BackupStanding[] | Lack;
}) {
  const t = useTranslations("overview.instances");
  const protection = (instanceId: string, which: "point" | "verifiedAt") => {
    if (isLack(backups)) return <LockedFigure lack={backups} />;
    const at = protectionOfInstance(instanceId, backups)[which];
    return at ? <Moment at={at} /> : t("none");
  };
  const columns: Column<InstanceView>[] = [
    {
      id: "instance",
      label: t("instance"),
      kind: "name",
      cell: (instance) => (
        <TextLink href={`/${instance.region}/instances/${instance.instanceId}`} className="font-medium">
          {calledOf(instance)}
        </TextLink>
      ),
    },
    {
      id: "status",
      label: t("status"),
      kind: "state",
      cell: (instance) => <StateBadge of="instance" state={shownState(instance)} />,
      // An ended one is released on a day; what is in service has nothing to say here.
      news: (instance) => instance.saleStatus === "Expired" && <PeriodEnd instance={instance} now={now} />,
    },
    {
      id: "keys",
      label: t("keyUnits"),
      cell: (instance) => <QuotaBar used={instance.keyVersionsUsed} quota={instance.keyQuota} />,
    },
    {
      id: "secrets",
      label: t("secrets"),
      cell: (instance) => <QuotaBar used={instance.secretsUsed} quota={instance.secretQuota} />,
    },
    {
      id: "point",
      label: t("point"),
      cell: (instance) => protection(instance.instanceId, "point"),
    },
    {
      id: "verified",
      label: t("verified"),
      cell: (instance) => protection(instance.instanceId, "verifiedAt"),
    },
  ];
  return (
    <DataTable caption={t("title")} columns={columns} rows={instances} rowKey={(instance) => instance.instanceId} />
  );
}
