import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Renewal } from "@/components/billing/lazy";
import { lackOf } from "@/components/instances/instance-lack";
import { calledOf } from "@/components/instances/shown-state";
import { RefusalText } from "@/components/patterns/action-failure";
import { CopyableId } from "@/components/patterns/copyable-id";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Notice } from "@/components/ui/notice";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { moneyNeeds, moneyOf } from "../../money";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.renewal");
  return { title: t("title") };
}

/** INS-67, also in the 15 days after the end (INS-63). */
export default async function RenewPage({ params }: PageProps<"/[region]/instances/[instanceId]/renew">) {
  const { region, instanceId } = await params;
  const [ctx, t, nav, instances] = await Promise.all([
    consoleCtx(),
    getTranslations("billing.renewal"),
    getTranslations("common.nav"),
    getTranslations("instances.details"),
  ]);
  const instance = await orNotFound(readable(describeInstance(ctx, { region, instanceId })));
  const name = instance instanceof Unreadable ? instanceId : calledOf(instance);
  const header = (
    <PageHeader
      title={t("titleOf", { name })}
      facts={<CopyableId id={instanceId} what={instances("id")} />}
      crumbs={[
        { label: nav("instances"), href: `/${region}/instances` },
        { label: name, href: `/${region}/instances/${instanceId}` },
        { label: t("title") },
      ]}
    />
  );
  const lack =
    instance instanceof Unreadable
      ? instance.lack
      : (lackOf(instance, "CreateRenewalOrder") ?? firstLack(ctx, ...moneyNeeds(ctx)));
  if (instance instanceof Unreadable || lack) {
    return (
      <>
        {header}
        {lack && <NoPermissionPage lack={lack} act />}
      </>
    );
  }
  const refusal = refusalOfCall("CreateRenewalOrder", instance);
  const { endsAt } = instance;
  if (refusal || !endsAt) {
    return (
      <>
        {header}
        <Notice tone="plain" title={<RefusalText code={refusal ?? "RenewalNotPossible"} />} />
      </>
    );
  }
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb } = instance;
  return (
    <>
      {header}
      <Renewal
        scope={await clientMessages("billing")}
        region={region}
        renewed={{
          kind: "instance",
          instanceId,
          name,
          specification: { qps, keyQuota, secretQuota, accessQuota, logStorageGb },
        }}
        endsAt={endsAt}
        isExpired={instance.saleStatus === "Expired"}
        ends={instance.renewalEnds}
        money={await moneyOf(ctx, region)}
      />
    </>
  );
}
