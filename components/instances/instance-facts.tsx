import { useTranslations } from "next-intl";
import { DeploymentModeName, SiteName } from "@/components/billing/instance-words";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Mono } from "@/components/ui/mono";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { BillingMethod } from "./billing-cell";

/** INS-42 */
export function InstanceFacts({ instance }: { instance: InstanceView }) {
  const t = useTranslations("instances");
  const { startsAt, endsAt, enabledAt } = instance;
  const from = () => <Moment at={startsAt} />;
  const ids = (texts: readonly string[]) =>
    texts.length === 0
      ? "—"
      : texts.map((text) => (
          <Mono key={text} className="mr-2">
            {text}
          </Mono>
        ));
  return (
    <KeyValue
      columns={2}
      entries={[
        {
          label: t("details.id"),
          value: <CopyableId id={instance.instanceId} what={t("details.id")} />,
        },
        { label: t("details.arn"), value: <CopyableId id={instance.arn} what={t("details.arn")} /> },
        { label: t("details.type"), value: t("value.software") },
        { label: t("details.owner"), value: <Mono>{instance.ownerAccountId}</Mono> },
        { label: t("details.site"), value: <SiteName site={instance.site} /> },
        { label: t("details.deploymentMode"), value: <DeploymentModeName mode={instance.deploymentMode} /> },
        { label: t("details.billing"), value: <BillingMethod instance={instance} /> },
        {
          label: t("details.period"),
          value: endsAt
            ? t.rich("details.periodTo", { from, to: () => <Moment at={endsAt} /> })
            : t.rich("details.periodOpen", { from }),
        },
        { label: t("details.created"), value: <Moment at={instance.createdAt} /> },
        { label: t("details.enabled"), value: enabledAt ? <Moment at={enabledAt} /> : "—" },
        { label: t("details.vpc"), value: instance.vpcId ? <Mono>{instance.vpcId}</Mono> : "—" },
        { label: t("details.zones"), value: ids(instance.zones) },
        { label: t("details.vswitches"), value: ids(instance.vswitchIds) },
        {
          label: t("details.logs"),
          value: instance.logStorageGb === 0 ? t("value.off") : t("value.gigabytes", { count: instance.logStorageGb }),
        },
      ]}
    />
  );
}
