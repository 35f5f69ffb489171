import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { addressesOf } from "@/components/instances/addresses";
import { dialogHref, enableHref } from "@/components/instances/instance-actions";
import { InstanceBackups } from "@/components/instances/instance-backups";
import { InstanceChanges } from "@/components/instances/instance-changes";
import { InstanceDailyCost } from "@/components/instances/instance-daily-cost";
import { InstanceFacts } from "@/components/instances/instance-facts";
import { InstanceImage } from "@/components/instances/instance-image";
import { lackOf } from "@/components/instances/instance-lack";
import { InstanceNetwork } from "@/components/instances/instance-network";
import { InstanceNotice } from "@/components/instances/instance-notice";
import { InstanceQuotas } from "@/components/instances/instance-quotas";
import { InstanceRenewal } from "@/components/instances/instance-renewal";
import { LookAgain } from "@/components/instances/look-again";
import { SettingRows } from "@/components/instances/setting-row";
import { calledOf, isMoving, shownState } from "@/components/instances/shown-state";
import { CopyableId } from "@/components/patterns/copyable-id";
import { NoPermissionPage, NoPermissionPart } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { StateBadge } from "@/components/patterns/state-badge";
import { SharedInstance } from "@/components/sharing/shared-instance";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { listBackups } from "@/lib/domain/backups/list-backups";
import { quoteDay } from "@/lib/domain/billing/instance-price-rules";
import { listPrices } from "@/lib/domain/billing/list-prices";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { type CaCertificate, getCaCertificate } from "@/lib/domain/installation/get-ca-certificate";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { describeInstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { env } from "@/lib/env";
import { orNotFound } from "../../../or-not-found";
import { readable, readableOr, Unreadable } from "../../../readable";
import { AccessPart } from "../access-part";
import { OpenDialog } from "../open-dialog";
import { protectedKeysOf } from "../protected-keys";
import { receivedInstance } from "../received-instance";
import { releaseSightLack } from "../release-sight";

export async function generateMetadata({ params }: PageProps<"/[region]/instances/[instanceId]">): Promise<Metadata> {
  return { title: (await params).instanceId };
}

export default async function InstancePage({ params, searchParams }: PageProps<"/[region]/instances/[instanceId]">) {
  const { region, instanceId } = await params;
  const [ctx, search, t, billing, nav] = await Promise.all([
    consoleCtx(),
    searchParams,
    getTranslations("instances"),
    getTranslations("billing"),
    getTranslations("common.nav"),
  ]);
  const list = { label: nav("instances"), href: `/${region}/instances` };
  const instance = await orNotFound(readable(describeInstance(ctx, { region, instanceId })));
  if (instance instanceof Unreadable) {
    const received = await receivedInstance(ctx, { region, instanceId });
    if (received) return <SharedInstance instance={received} />;
    return (
      <>
        <PageHeader title={instanceId} crumbs={[list, { label: instanceId }]} />
        <NoPermissionPage lack={instance.lack} />
      </>
    );
  }
  const stopped = instance.saleStatus === "Expired" && instance.enabledAt !== null;
  const [access, backups, authority, protectedKeys, stoppedKeys, today] = await Promise.all([
    // Before it is enabled there is nothing to share (SHR-02).
    instance.enabledAt ? readable(describeInstanceAccess(ctx, { region, instanceId })) : null,
    readable(listBackups(ctx, { region })),
    authorityOf(ctx),
    protectedKeysOf(ctx, { region, instanceId }),
    stopped ? keysIn(ctx, { region, instanceId }) : null,
    instance.chargeType === "POSTPAY" && instance.saleStatus === "Normal"
      ? costOfToday(ctx, { region, instanceId })
      : null,
  ]);
  const page = `/${region}/instances/${instanceId}`;
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
        <InstanceNotice instance={instance} stoppedKeys={stoppedKeys} enableHref={enableHref(page, instanceId)} />
        <Card title={t("details.quotas")}>
          <InstanceQuotas
            instance={instance}
            accessUsed={access === null ? 0 : access instanceof Unreadable ? null : access.used}
          />
        </Card>
        {access && <AccessPart ctx={ctx} instance={instance} access={access} page={page} />}
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
        <Card title={t("details.basic")} flush>
          <div className="border-b border-line p-3 md:p-4">
            <InstanceFacts instance={instance} />
          </div>
          <SettingRows>
            <InstanceImage instance={instance} page={page} />
            <InstanceNetwork instance={instance} page={page} addresses={addressesOf(env())} authority={authority} />
          </SettingRows>
        </Card>
        {instance.chargeType === "PREPAY" && (
          <Card title={t("renewal.card")} flush>
            <InstanceRenewal instance={instance} page={page} />
          </Card>
        )}
        {today && (
          <Card title={billing("bills.payAsYouGo")}>
            <InstanceDailyCost {...today} billsHref={`/${region}/bills?instance=${instanceId}`} />
          </Card>
        )}
        <Card title={t("details.change")} flush>
          <InstanceChanges
            instance={instance}
            page={page}
            releaseSight={releaseSightLack(ctx, region)}
            protectedKeys={protectedKeys}
          />
        </Card>
      </div>
      {isMoving(instance) && <LookAgain />}
      <OpenDialog region={region} search={search} closeHref={page} />
    </>
  );
}

/** Null until a gateway has made one. */
async function authorityOf(ctx: Ctx): Promise<CaCertificate | null> {
  try {
    return await getCaCertificate(ctx, {});
  } catch (error) {
    if (error instanceof DomainError && error.code === "ServiceUnavailable") return null;
    throw error;
  }
}

/** What today comes to as it stands; null where the reader may not know its keys or the prices. */
async function costOfToday(ctx: Ctx, named: { region: string; instanceId: string }) {
  const [keys, prices] = await Promise.all([keysIn(ctx, named), readableOr(listPrices(ctx, {}), null)]);
  return keys === null || prices === null ? null : { keys, quote: quoteDay(prices, keys) };
}

/** How many keys an instance holds; null where the reader may not know. */
async function keysIn(ctx: Ctx, { region, instanceId }: { region: string; instanceId: string }) {
  const filter = { instanceIds: [instanceId] };
  const keys = await readableOr(listKeys(ctx, { region, page: { size: 1 }, filter, classic: false }), null);
  return keys?.total ?? null;
}
