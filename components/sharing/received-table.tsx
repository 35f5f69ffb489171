import { useTranslations } from "next-intl";
import { calledOf, shownState } from "@/components/instances/shown-state";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { RowActions } from "@/components/patterns/row-actions";
import { StateBadge } from "@/components/patterns/state-badge";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { BeingShared } from "./being-shared";
import { ModeName } from "./mode-name";

/** Instances of other accounts in which this one may work (SHR-12). */
export function ReceivedTable({ instances }: { instances: readonly InstanceView[] }) {
  const t = useTranslations("sharing.received");
  const common = useTranslations("common.label");
  const href = ({ region, instanceId }: InstanceView) => `/${region}/instances/${instanceId}`;
  const columns: Column<InstanceView>[] = [
    {
      id: "name",
      label: t("instance"),
      kind: "name",
      cell: (instance) => (
        <>
          <span className="flex flex-wrap items-center gap-2">
            <TextLink href={href(instance)} className="font-medium break-words">
              {calledOf(instance)}
            </TextLink>
            <BeingShared />
          </span>
          <Mono muted>{instance.instanceId}</Mono>
        </>
      ),
    },
    {
      id: "state",
      label: t("status"),
      kind: "state",
      cell: (instance) => <StateBadge of="instance" state={shownState(instance)} />,
    },
    { id: "owner", label: t("owner"), cell: ({ sharing }) => <Mono>{sharing.ownerAccountId}</Mono> },
    { id: "mode", label: t("mode"), cell: ({ sharingMode }) => <ModeName mode={sharingMode} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (instance) => (
        <RowActions name={calledOf(instance)}>
          <TextLink href={href(instance)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable caption={t("caption")} columns={columns} rows={instances} rowKey={({ instanceId }) => instanceId} />
  );
}
