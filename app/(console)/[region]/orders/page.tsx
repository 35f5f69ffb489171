import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { amountText } from "@/components/billing/amount-text";
import { OrdersTable } from "@/components/billing/orders-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { PageHeader } from "@/components/patterns/page-header";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listOrders } from "@/lib/domain/billing/list-orders";
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
  const [{ orders, next }, { balanceMicros }] = await Promise.all([
    listOrders(ctx, { pageSize: PAGE_SIZE, ...(place && { after: place }) }),
    describeBalance(ctx, {}),
  ]);
  const href = `/${region}/orders`;
  return (
    <>
      <PageHeader
        title={t("orders.title")}
        facts={t("orders.facts", { amount: amountText(balanceMicros, locale) })}
        crumbs={[{ label: nav("instances"), href: `/${region}/instances` }, { label: t("orders.title") }]}
        actions={
          <ButtonLink href={`/${region}/instances/new`} tone="primary">
            {t("purchase.title")}
          </ButtonLink>
        }
      />
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
