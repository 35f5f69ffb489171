import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BalanceLine } from "@/components/billing/balance-line";
import { BillsFilters } from "@/components/billing/bills-filters";
import { type BillsQuery, billsFilterOf, readBillsQuery } from "@/components/billing/bills-query";
import { BillsTable } from "@/components/billing/bills-table";
import { isFiltered, pageLinks } from "@/components/billing/list-query";
import { MoneyTabs } from "@/components/billing/money-tabs";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listDailyBills } from "@/lib/domain/billing/list-daily-bills";
import { readable, readableOr, Unreadable } from "../../readable";
import { regionNames } from "../../region-names";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.bills");
  return { title: t("title") };
}

/** BIL-04: pay-as-you-go, day by day, in all regions. */
export default async function BillsPage({ params, searchParams }: PageProps<"/[region]/bills">) {
  const [{ region }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const [t, names] = await Promise.all([getTranslations("billing.bills"), regionNames()]);
  const query = readBillsQuery(search);
  const page = { size: PAGE_SIZE, after: query.trail.at(-1) };
  const [read, balance] = await Promise.all([
    readable(listDailyBills(ctx, { ...billsFilterOf(query), page })),
    readableOr(describeBalance(ctx, {}), null),
  ]);
  const path = `/${region}/bills`;
  const header = (
    <PageHeader
      title={t("title")}
      facts={
        <>
          <p>{t("facts")}</p>
          {balance && <BalanceLine micros={balance.balanceMicros} />}
        </>
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
  const { rows, total, next } = read;
  return (
    <>
      {header}
      <Card flush>
        <MoneyTabs region={region} current="bills" />
        <BillsFilters query={query} path={path} />
        {rows.length > 0 ? (
          <BillsTable
            bills={rows}
            region={region}
            regionNames={names}
            pager={{ summary: t("count", { count: total }), ...pageLinks(path, query, next) }}
          />
        ) : (
          <Nothing query={query} path={path} />
        )}
      </Card>
    </>
  );
}

async function Nothing({ query, path }: { query: BillsQuery; path: string }) {
  const t = await getTranslations("billing");
  if (isFiltered(query) || query.trail.length > 0) return <NoMatches title={t("filter.noBills")} clearHref={path} />;
  return <EmptyState title={t("bills.emptyTitle")}>{t("bills.emptyBody")}</EmptyState>;
}
