import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { BalanceLine } from "@/components/billing/balance-line";
import { CancelOrder } from "@/components/billing/lazy";
import { isFiltered, listHref, pageLinks } from "@/components/billing/list-query";
import { MoneyTabs } from "@/components/billing/money-tabs";
import { isCancellable } from "@/components/billing/order-kind";
import { OrdersFilters } from "@/components/billing/orders-filters";
import { type OrdersQuery, ordersFilterOf, readOrdersQuery } from "@/components/billing/orders-query";
import { OrdersTable } from "@/components/billing/orders-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listOrders } from "@/lib/domain/billing/list-orders";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../readable";
import { regionNames } from "../../region-names";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.orders");
  return { title: t("title") };
}

/** BIL-03: what was bought, renewed, upgraded and given back, in all regions. */
export default async function OrdersPage({ params, searchParams }: PageProps<"/[region]/orders">) {
  const [{ region }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const [t, zone, names] = await Promise.all([getTranslations("billing"), getTimeZone(), regionNames()]);
  const query = readOrdersQuery(search);
  const after = query.trail.at(-1);
  const [read, balance] = await Promise.all([
    readable(listOrders(ctx, { pageSize: PAGE_SIZE, ...ordersFilterOf(query, zone), ...(after && { after }) })),
    readableOr(describeBalance(ctx, {}), null),
  ]);
  const path = `/${region}/orders`;
  const header = (
    <PageHeader
      title={t("orders.title")}
      facts={
        <>
          <p>{t("orders.facts")}</p>
          {balance && <BalanceLine micros={balance.balanceMicros} />}
        </>
      }
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
        <MoneyTabs region={region} current="orders" />
        <OrdersFilters query={query} path={path} />
        {orders.length > 0 ? (
          <OrdersTable
            orders={orders}
            regionNames={names}
            now={ctx.now()}
            cancelHref={(order) => listHref(path, query, { dialog: "cancel", order })}
            pager={{ summary: t("orders.summary", { count: orders.length }), ...pageLinks(path, query, next) }}
          />
        ) : (
          <Nothing query={query} path={path} />
        )}
      </Card>
      <OpenCancel orders={orders} search={search} closeHref={listHref(path, query)} />
    </>
  );
}

async function Nothing({ query, path }: { query: OrdersQuery; path: string }) {
  const t = await getTranslations("billing");
  if (isFiltered(query) || query.trail.length > 0) {
    return <NoMatches title={t("filter.noOrders")} clearHref={path} />;
  }
  return <EmptyState title={t("orders.emptyTitle")}>{t("orders.emptyBody")}</EmptyState>;
}

/** `?dialog=cancel&order=ord-…`, for an order of this page that can be cancelled. */
async function OpenCancel({
  orders,
  search,
  closeHref,
}: {
  orders: readonly OrderView[];
  search: Record<string, string | string[] | undefined>;
  closeHref: string;
}) {
  const found = search.dialog === "cancel" && orders.find(({ orderId }) => orderId === search.order);
  if (!found || !isCancellable(found)) return null;
  return <CancelOrder scope={await clientMessages("billing")} orderId={found.orderId} closeHref={closeHref} />;
}
