import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { withQuery } from "@/components/secrets/secret-addresses";
import { SecretTabs } from "@/components/secrets/secret-tabs";
import { readTargetQuery, targetsHref } from "@/components/targets/target-address";
import { TargetsTable } from "@/components/targets/targets-table";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { firstLack } from "@/lib/domain/lack";
import { listRotationTargets } from "@/lib/domain/secrets/targets/list-rotation-targets";
import { readable, Unreadable } from "../../../readable";
import { OpenTarget } from "./open-target";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("targets");
  return { title: t("title") };
}

/** Resource > Secrets > Rotation targets: where managed secrets rotate (SEC-18). */
export default async function TargetsPage({ params, searchParams }: PageProps<"/[region]/secrets/targets">) {
  const { region } = await params;
  const search = await searchParams;
  const { service, trail } = readTargetQuery(search);
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("targets"), getTranslations("common.nav")]);
  const head = {
    crumbs: [{ label: nav("secrets"), href: `/${region}/secrets` }, { label: t("title") }],
    title: t("title"),
    facts: t("facts"),
  };
  const found = await readable(listRotationTargets(ctx, { region, size: PAGE_SIZE, after: trail.at(-1) }));
  if (found instanceof Unreadable) {
    return (
      <>
        <PageHeader {...head} />
        <NoPermissionPage lack={found.lack} />
      </>
    );
  }
  const { rows, total, next } = found;
  const here = targetsHref(region, trail);
  const resource = containerArn(region, accountOf(ctx), "target");
  const create = (
    <OfferLink
      lack={firstLack(ctx, { action: "kms:CreateRotationTarget", resource })}
      href={withQuery(here, { panel: "create" })}
      scroll={false}
      tone="primary"
    >
      {t("panel.createTitle")}
    </OfferLink>
  );
  return (
    <>
      <PageHeader {...head} actions={create} />
      <Card flush>
        <SecretTabs region={region} current="targets" />
        {total > 0 ? (
          <TargetsTable
            region={region}
            targets={rows}
            page={here}
            pager={{
              summary: t("count", { count: total }),
              previousHref: trail.length > 0 ? targetsHref(region, trail.slice(0, -1)) : undefined,
              nextHref: next ? targetsHref(region, [...trail, next]) : undefined,
            }}
          />
        ) : (
          <EmptyState title={t("emptyTitle")} actions={create}>
            {t("emptyBody")}
          </EmptyState>
        )}
      </Card>
      <OpenTarget region={region} search={search} service={service} targets={rows} closeHref={here} />
    </>
  );
}
