import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { amountText } from "@/components/billing/amount-text";
import { OrdersTable } from "@/components/billing/orders-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listOrders } from "@/lib/domain/billing/list-orders";
import { firstLack } from "@/lib/domain/lack";
import { readable, Unreadable } from "../../readable";
import { regionNames } from "../../region-names";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.orders");
  return { title: t("title") };
}

export default async function OrdersPage({ params, searchParams }: PageProps<"/[region]/orders">) {
  const { region } = await params;
  const { after } = await searchParams;
  const place = typeof after === "string" ? after : undefined;
  const [ctx, t, nav, locale, names] = await Promise.all([
    consoleCtx(),
    getTranslations("billing"),
    getTranslations("common.nav"),
    getLocale(),
    regionNames(),
  ]);
  const [read, balance] = await Promise.all([
    readable(listOrders(ctx, { pageSize: PAGE_SIZE, ...(place && { after: place }) })),
    readable(describeBalance(ctx, {})),
  ]);
  const href = `/${region}/orders`;
  const header = (
    <PageHeader
      title={t("orders.title")}
      facts={
        !(balance instanceof Unreadable) && t("orders.facts", { amount: amountText(balance.balanceMicros, locale) })
      }
      crumbs={[{ label: nav("instances"), href: `/${region}/instances` }, { label: t("orders.title") }]}
      actions={
        <OfferLink
          lack={firstLack(ctx, {
            action: "kms:CreateInstanceOrder",
            resource: containerArn(region, accountOf(ctx), "keystore"),
          })}
          href={`/${region}/instances/new`}
          tone="primary"
        >
          {t("purchase.title")}
        </OfferLink>
      }
    />
  );
  if (read instanceof Unreadable) {
    return (
      <>
        {header}
        <NoPermissionPage lack={read.lack} />
      </>
    );
  }
  const { orders, next } = read;
  return (
    <>
      {header}
      <Card flush>
        {orders.length > 0 ? (
          <OrdersTable
            orders={orders}
            regionNames={names}
            pager={{
              summary: t("orders.summary", { count: orders.length }),
              previousHref: place && href,
              nextHref: next ? `${href}?after=${next}` : undefined,
            }}
          />
        ) : (
          <EmptyState title={t("orders.emptyTitle")}>{t("orders.emptyBody")}</EmptyState>
        )}
      </Card>
    </>
  );
}
