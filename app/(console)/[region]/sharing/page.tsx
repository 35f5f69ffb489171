import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { ReceivedTable } from "@/components/sharing/received-table";
import { SharesTable } from "@/components/sharing/shares-table";
import { directoryHref, sharingHref, tabOf } from "@/components/sharing/sharing-address";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import { consoleCtx } from "@/lib/auth/console-context";
import { listResourceShares } from "@/lib/domain/sharing/shares/list-resource-shares";
import { readable, Unreadable } from "../../readable";
import { receivedInstances } from "./received";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("sharing") };
}

/** Resource Sharing (SHR-03, SHR-12, SHR-16): what this account shares in the region, and what is shared with it. */
export default async function SharingPage({ params, searchParams }: PageProps<"/[region]/sharing">) {
  const [{ region }, search, ctx, t, nav] = await Promise.all([
    params,
    searchParams,
    consoleCtx(),
    getTranslations("sharing.list"),
    getTranslations("common.nav"),
  ]);
  const tab = tabOf(search.tab);
  const after = typeof search.after === "string" ? search.after : undefined;
  const [shares, received] = await Promise.all([
    readable(listResourceShares(ctx, { region, page: { size: PAGE_SIZE, after } })),
    readable(receivedInstances(ctx, region)),
  ]);
  const mine = sharingHref(region);
  const toInstances = <ButtonLink href={`/${region}/instances`}>{t("toInstances")}</ButtonLink>;
  return (
    <>
      <PageHeader
        title={nav("sharing")}
        facts={t("facts")}
        actions={
          <>
            <ButtonLink href={directoryHref(region)}>{nav("directory")}</ButtonLink>
            {toInstances}
          </>
        }
      />
      <Card flush>
        <Tabs
          label={t("tabs")}
          tabs={[
            {
              href: mine,
              label: t("mine"),
              current: tab === "mine",
              ...(!(shares instanceof Unreadable) && { count: String(shares.total) }),
            },
            {
              href: sharingHref(region, "received"),
              label: t("received"),
              current: tab === "received",
              ...(!(received instanceof Unreadable) && { count: String(received.length) }),
            },
          ]}
        />
        {tab === "mine" ? (
          shares instanceof Unreadable ? (
            <NoPermissionPart lack={shares.lack} />
          ) : shares.total > 0 ? (
            <SharesTable
              shares={shares.rows}
              pager={{
                summary: t("count", { count: shares.total }),
                previousHref: after && mine,
                nextHref: shares.next ? `${mine}?after=${shares.next}` : undefined,
              }}
            />
          ) : (
            <EmptyState title={t("emptyTitle")} actions={toInstances}>
              {t("emptyBody")}
            </EmptyState>
          )
        ) : received instanceof Unreadable ? (
          <NoPermissionPart lack={received.lack} />
        ) : received.length > 0 ? (
          <ReceivedTable instances={received} />
        ) : (
          <EmptyState title={t("receivedTitle")}>{t("receivedBody")}</EmptyState>
        )}
      </Card>
    </>
  );
}
