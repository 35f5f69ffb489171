import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InstancesTable } from "@/components/instances/instances-table";
import { LookAgain } from "@/components/instances/look-again";
import { isMoving } from "@/components/instances/shown-state";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { firstLack } from "@/lib/domain/lack";
import { readable, Unreadable } from "../../readable";
import { OpenDialog } from "./open-dialog";
import { otherRegions } from "./other-regions";
import { releaseSightLack } from "./release-sight";
import { mayShare } from "./share-offer";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("instances") };
}

const TYPES = { software: "SOFTWARE", hardware: "HARDWARE", external: "EXTERNAL" } as const;
type Tab = keyof typeof TYPES;

const tabOf = (type: unknown): Tab => (type === "hardware" || type === "external" ? type : "software");

/** INS-01: a tab for each type; the type stands in the URL. */
export default async function InstancesPage({ params, searchParams }: PageProps<"/[region]/instances">) {
  const { region } = await params;
  const search = await searchParams;
  const tab = tabOf(search.type);
  const after = typeof search.after === "string" ? search.after : undefined;
  const [ctx, t, nav] = await Promise.all([
    consoleCtx(),
    getTranslations("instances.list"),
    getTranslations("common.nav"),
  ]);
  const instances = await readable(
    listInstances(ctx, { region, type: TYPES[tab], shared: true, page: { size: 20, after } }),
  );
  const orders = <ButtonLink href={`/${region}/orders`}>{t("orders")}</ButtonLink>;
  if (instances instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("instances")} facts={t("facts")} actions={orders} />
        <NoPermissionPage lack={instances.lack} />
      </>
    );
  }
  const { rows, total, next } = instances;
  const root = `/${region}/instances`;
  const list = tab === "software" ? root : `${root}?type=${tab}`;
  const at = (place: string) => `${list}${list.includes("?") ? "&" : "?"}after=${place}`;
  const here = after ? at(after) : list;
  const labels = { software: t("software"), hardware: t("hardware"), external: t("external") };
  const create = (
    <OfferLink
      lack={firstLack(ctx, {
        action: "kms:CreateInstanceOrder",
        resource: containerArn(region, accountOf(ctx), "keystore"),
      })}
      href={`${root}/new`}
      tone="primary"
    >
      {t("createInstance")}
    </OfferLink>
  );
  return (
    <>
      <PageHeader
        title={nav("instances")}
        facts={t("facts")}
        actions={
          <>
            {orders}
            {create}
          </>
        }
      />
      <Card flush>
        <Tabs
          label={t("types")}
          tabs={(["software", "hardware", "external"] as const).map((each) => ({
            href: each === "software" ? root : `${root}?type=${each}`,
            label: labels[each],
            ...(each === tab && { count: String(total) }),
            current: each === tab,
          }))}
        />
        {total > 0 ? (
          <InstancesTable
            instances={rows}
            page={here}
            mayRelease={releaseSightLack(ctx, region) === null}
            mayShare={(instance) => mayShare(ctx, instance)}
            now={ctx.now()}
            pager={{
              summary: t("count", { count: total }),
              previousHref: after && list,
              nextHref: next ? at(next) : undefined,
            }}
          />
        ) : tab === "hardware" ? (
          <EmptyState title={t("hardwareTitle")}>{t("hardwareBody")}</EmptyState>
        ) : tab === "external" ? (
          <EmptyState title={t("externalTitle")}>{t("externalBody")}</EmptyState>
        ) : (
          <EmptyState title={t("emptyTitle")} actions={create} otherRegions={await otherRegions(region)}>
            {t("emptyBody")}
          </EmptyState>
        )}
      </Card>
      {rows.some(isMoving) && <LookAgain />}
      <OpenDialog region={region} search={search} closeHref={here} />
    </>
  );
}
