import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { dialogHref, enableHref } from "@/components/instances/instance-actions";
import { InstanceBackups } from "@/components/instances/instance-backups";
import { InstanceChanges } from "@/components/instances/instance-changes";
import { InstanceFacts } from "@/components/instances/instance-facts";
import { lackOf } from "@/components/instances/instance-lack";
import { InstanceNotice } from "@/components/instances/instance-notice";
import { InstanceQuotas } from "@/components/instances/instance-quotas";
import { LookAgain } from "@/components/instances/look-again";
import { calledOf, isMoving, shownState } from "@/components/instances/shown-state";
import { CopyableId } from "@/components/patterns/copyable-id";
import { NoPermissionPage, NoPermissionPart } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { StateBadge } from "@/components/patterns/state-badge";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { listBackups } from "@/lib/domain/backups/list-backups";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import { releaseDueAt } from "@/lib/domain/instances/release-date";
import { orNotFound } from "../../../or-not-found";
import { readable, Unreadable } from "../../../readable";
import { OpenDialog } from "../open-dialog";
import { releaseSightLack } from "../release-sight";

export async function generateMetadata({ params }: PageProps<"/[region]/instances/[instanceId]">): Promise<Metadata> {
  return { title: (await params).instanceId };
}

export default async function InstancePage({ params, searchParams }: PageProps<"/[region]/instances/[instanceId]">) {
  const { region, instanceId } = await params;
  const [ctx, search, t, nav] = await Promise.all([
    consoleCtx(),
    searchParams,
    getTranslations("instances"),
    getTranslations("common.nav"),
  ]);
  const list = { label: nav("instances"), href: `/${region}/instances` };
  const instance = await orNotFound(readable(describeInstance(ctx, { region, instanceId })));
  if (instance instanceof Unreadable) {
    return (
      <>
        <PageHeader title={instanceId} crumbs={[list, { label: instanceId }]} />
        <NoPermissionPage lack={instance.lack} />
      </>
    );
  }
  const backups = await readable(listBackups(ctx, { region }));
  const page = `/${region}/instances/${instanceId}`;
  const ended = instance.saleStatus === "Expired" ? instance.endsAt : null;
  return (
    <>
      <PageHeader
        title={calledOf(instance)}
        state={
          <>
            <StateBadge of="instance" state={shownState(instance)} />
            {instance.isDefault && <Badge tone="info">{t("value.defaultInstance")}</Badge>}
          </>
        }
        facts={<CopyableId id={instanceId} what={t("details.id")} />}
        crumbs={[list, { label: calledOf(instance) }]}
        actions={
          <>
            {refusalOfCall("UpdateInstanceName", instance) === null && (
              <OfferLink
                lack={lackOf(instance, "UpdateInstanceName")}
                href={dialogHref(page, "rename", instanceId)}
                scroll={false}
              >
                {t("call.rename")}
              </OfferLink>
            )}
            {instance.enabledAt && (
              <ButtonLink href={`/${region}/keys?instance=${instanceId}`}>{t("details.keysLink")}</ButtonLink>
            )}
          </>
        }
      />
      <div className="grid gap-4">
        <InstanceNotice
          instance={instance}
          releaseDueAt={ended && releaseDueAt(ended, ctx.deployment.timeZone)}
          enableHref={enableHref(page, instanceId)}
        />
        <Card title={t("details.quotas")}>
          <InstanceQuotas instance={instance} />
        </Card>
        <Card title={t("details.backups")} flush>
          {backups instanceof Unreadable ? (
            <NoPermissionPart lack={backups.lack} />
          ) : (
            <InstanceBackups
              backups={backups.filter((backup) => backup.sourceInstanceId === instanceId)}
              enabled={instance.enabledAt !== null}
            />
          )}
        </Card>
        <Card title={t("details.basic")}>
          <InstanceFacts instance={instance} />
        </Card>
        <Card title={t("details.change")} flush>
          <InstanceChanges instance={instance} page={page} releaseSight={releaseSightLack(ctx, region)} />
        </Card>
      </div>
      {isMoving(instance) && <LookAgain />}
      <OpenDialog region={region} search={search} closeHref={page} />
    </>
  );
}
